// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM starts the agent: {@code -javaagent:otel-mail-agent.jar}. Does next to nothing, so
 * that a JVM that sends no mail pays next to nothing.
 */
public final class MailAgent {
  private static final String ENABLED = "otel.instrumentation.otel-mail.enabled";

  /**
   * A system property that is set where the jar is an extension of the OpenTelemetry Java agent.
   */
  private static final String IS_EXTENSION = "io.github.otelmail.agent.extension";

  /** Called by the JVM before the application starts. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(instrumentation, false);
  }

  /** Called by the JVM when the agent is attached to a running application. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(instrumentation, true);
  }

  private static void start(Instrumentation instrumentation, boolean running) {
    try {
      if (isEnabled() && !isJdkTool(System.getProperty("sun.java.command"))) {
        File jar =
            new File(MailAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        instrumentation.addTransformer(
            new FirstMailClass(instrumentation, jar.getPath(), false), running);
        if (running) {
          weaveLoaded(instrumentation);
        }
      }
    } catch (SecurityException e) {
      say("does not start: " + e + "; grant its jar java.security.AllPermission");
    } catch (URISyntaxException | RuntimeException | LinkageError e) {
      say("does not start: " + e);
    }
  }

  /** The mail classes that were loaded before the agent was attached. */
  private static void weaveLoaded(Instrumentation instrumentation) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (FirstMailClass.isFirst(loaded.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(loaded)) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
          say("cannot trace " + loaded.getName() + ", which was loaded before: " + e);
        }
      }
    }
  }

  /**
   * Called where the jar is an extension of the OpenTelemetry Java agent, which does not ask the
   * switch when its configuration is declarative.
   */
  public static void startAsExtension(Instrumentation instrumentation, String jar) {
    if (isEnabled() && System.setProperty(IS_EXTENSION, jar) == null) {
      instrumentation.addTransformer(new FirstMailClass(instrumentation, jar, true));
    }
  }

  static boolean isExtension() {
    return System.getProperty(IS_EXTENSION) != null;
  }

  private static boolean isEnabled() {
    String value = System.getProperty(ENABLED);
    if (value == null) {
      value = System.getenv(ENABLED.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }
    String choice = value == null ? "" : value.trim();
    if (!choice.isEmpty()
        && !choice.equalsIgnoreCase("true")
        && !choice.equalsIgnoreCase("false")) {
      say(
          ENABLED
              + " is not used: \""
              + choice
              + "\" is neither true nor false; the default stays");
    }
    return !choice.equalsIgnoreCase("false");
  }

  /** With JAVA_TOOL_OPTIONS the tools of the JDK, as javac and keytool, get the agent too. */
  static boolean isJdkTool(@Nullable String command) {
    return command != null
        && (command.startsWith("jdk.")
            || command.startsWith("java.base/")
            || command.startsWith("sun.tools.")
            || command.startsWith("sun.security.tools.")
            || command.startsWith("com.sun.tools."));
  }

  /** One line on standard error. */
  @SuppressWarnings("SystemOut")
  public static void say(String line) {
    System.err.println("[otel-mail-agent] " + line);
  }

  private MailAgent() {}
}
