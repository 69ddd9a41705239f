// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
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

  private static void start(Instrumentation instrumentation, boolean isRunning) {
    try {
      if (isEnabled() && !isJdkTool(System.getProperty("sun.java.command"))) {
        File jar =
            new File(MailAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        FirstMailClass first = new FirstMailClass(instrumentation, jar.getPath(), false);
        weave(instrumentation, first, isRunning);
      }
    } catch (SecurityException e) {
      say("does not start: " + e + "; grant its jar java.security.AllPermission");
    } catch (URISyntaxException | RuntimeException | LinkageError e) {
      say("does not start: " + e);
    }
  }

  /**
   * Waits for the first mail class. Some may be there already: when the JVM is running, and when it
   * has a cache of loaded and linked classes (JEP 483), which come before any agent. Those are of
   * the class path: to look at all classes would take a JVM that sends no mail longer to start.
   */
  private static void weave(
      Instrumentation instrumentation, FirstMailClass first, boolean isRunning) {
    boolean again = isRunning || !ofMail(instrumentation, cached(instrumentation)).isEmpty();
    instrumentation.addTransformer(first, again);
    if (again) {
      for (Class<?> type : ofMail(instrumentation, instrumentation.getAllLoadedClasses())) {
        try {
          instrumentation.retransformClasses(type);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
          say("cannot trace " + type.getName() + ", which was loaded before: " + e);
        }
      }
    }
  }

  private static Class<?>[] cached(Instrumentation instrumentation) {
    return instrumentation.getInitiatedClasses(ClassLoader.getSystemClassLoader());
  }

  private static List<Class<?>> ofMail(Instrumentation instrumentation, Class<?>[] loaded) {
    List<Class<?>> ofMail = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (FirstMailClass.isFirst(type.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(type)) {
        ofMail.add(type);
      }
    }
    return ofMail;
  }

  /**
   * Called where the jar is an extension of the OpenTelemetry Java agent, which does not ask the
   * switch when its configuration is declarative.
   */
  public static void startAsExtension(Instrumentation instrumentation, String jar) {
    if (isEnabled() && System.setProperty(IS_EXTENSION, jar) == null) {
      weave(instrumentation, new FirstMailClass(instrumentation, jar, true), true);
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
