// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.extension;

import io.github.otelmail.agent.MailAgent;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;

/**
 * The way in as an extension of the OpenTelemetry Java agent, which asks for the types to weave
 * only when {@code otel.instrumentation.otel-mail.enabled} does not say no. The answer is none: the
 * types are woven as with {@code -javaagent}, so that both roles are one.
 */
public final class MailInstrumentationModule extends InstrumentationModule {
  private static final String HOLDER = "io.opentelemetry.javaagent.bootstrap.InstrumentationHolder";

  /** Made by the OpenTelemetry Java agent. */
  public MailInstrumentationModule() {
    super("otel-mail");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    try {
      Instrumentation instrumentation =
          (Instrumentation) Class.forName(HOLDER).getMethod("getInstrumentation").invoke(null);
      MailAgent.startAsExtension(instrumentation, jarPath());
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      MailAgent.say(
          "does not start as an extension of this OpenTelemetry Java agent ("
              + e
              + "); use -javaagent:otel-mail-agent.jar beside it");
    }
    return Collections.emptyList();
  }

  /** The agent reads extensions by a URL of its own, behind which is the jar. */
  private static String jarPath() throws IOException, IllegalAccessException {
    String name = MailAgent.class.getName().replace('.', '/') + ".class";
    URL url = MailInstrumentationModule.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new IOException("cannot find " + name);
    }
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection) {
      return ((JarURLConnection) connection).getJarFile().getName();
    }
    for (Field field : connection.getClass().getDeclaredFields()) {
      if (field.getType() == JarFile.class) {
        field.setAccessible(true);
        return ((JarFile) field.get(connection)).getName();
      }
    }
    throw new IOException("cannot tell the jar behind " + url);
  }
}
