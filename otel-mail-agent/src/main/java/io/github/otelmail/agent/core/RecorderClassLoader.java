// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.PartClassLoader;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Has the recorder see one Jakarta Mail and one OpenTelemetry, which need not see each other, and
 * nothing else of the application.
 */
final class RecorderClassLoader extends PartClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final @Nullable ClassLoader mail;
  private final @Nullable ClassLoader openTelemetry;

  RecorderClassLoader(
      JarFile jar, String folder, @Nullable ClassLoader mail, @Nullable ClassLoader openTelemetry) {
    super(jar, ClassLoader.getSystemClassLoader().getParent(), folder);
    this.mail = mail;
    this.openTelemetry = openTelemetry;
  }

  @Override
  protected Class<?> loadOther(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("javax.mail.")
        || name.startsWith("jakarta.mail.")
        || name.startsWith("javax.activation.")
        || name.startsWith("jakarta.activation.")) {
      return Class.forName(name, false, mail);
    }
    if (name.startsWith("io.opentelemetry.")) {
      return Class.forName(name, false, openTelemetry);
    }
    return super.loadOther(name, resolve);
  }
}
