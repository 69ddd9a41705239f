// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Wakes the agent when the first class of Jakarta Mail is loaded. */
public final class Launcher {
  private static final String WEAVER = "io.github.otelmail.agent.core.MailTransformer";

  private static boolean started;

  /**
   * The transformer that weaves, also registered to see classes again; null when the agent is awake
   * already, as two of it would export all metrics twice.
   *
   * @param asExtension true when the OpenTelemetry Java agent loaded the jar
   */
  public static synchronized @Nullable ClassFileTransformer start(
      Instrumentation instrumentation, String jarPath, boolean asExtension)
      throws IOException, ReflectiveOperationException {
    if (started && !asExtension) {
      Notices.once(
          "is attached twice; the first traces mail, and this does nothing: " + jarPath, null);
      return null;
    }
    started = true;
    JarFile jar = new JarFile(jarPath);
    PartClassLoader loader =
        new PartClassLoader(jar, ClassLoader.getSystemClassLoader().getParent(), "otel-mail/core/");
    return (ClassFileTransformer)
        Class.forName(WEAVER, true, loader)
            .getMethod("start", Instrumentation.class, PartClassLoader.class, boolean.class)
            .invoke(null, instrumentation, loader, asExtension);
  }

  private Launcher() {}
}
