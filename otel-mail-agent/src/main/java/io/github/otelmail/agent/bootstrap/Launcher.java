// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.jar.JarFile;

/** Wakes the agent when the first class of Jakarta Mail is loaded. */
public final class Launcher {
  private static final String WEAVER = "io.github.otelmail.agent.core.MailTransformer";

  /**
   * The transformer that weaves, also registered to see classes again.
   *
   * @param asExtension true when the OpenTelemetry Java agent loaded the jar
   */
  public static ClassFileTransformer start(
      Instrumentation instrumentation, String jarPath, boolean asExtension)
      throws IOException, ReflectiveOperationException {
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
