// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the agent says, on standard error. It does not log: an agent that touches {@code
 * java.util.logging} early takes the choice of a log manager from the application.
 */
public final class Notices {
  /** A collector that is away fails each exporter each time: one line is enough. */
  public static final String EXPORT = "export";

  private static final int MAX_NOTICES = 200;
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  /** One line. */
  @SuppressWarnings("SystemOut")
  public static void say(String line) {
    System.err.println("[otel-mail-agent] " + line);
  }

  /** One line, the first time; with the stack of the error if there is one. */
  @SuppressWarnings("SystemOut")
  public static void once(String line, @Nullable Throwable error) {
    once(null, line, error);
  }

  /** The same, once for all lines with the topic; null for each line being its own. */
  public static void once(@Nullable String topic, String line, @Nullable Throwable error) {
    if (SAID.size() >= MAX_NOTICES || !SAID.add(topic == null ? line : topic)) {
      return;
    }
    PrintStream out = System.err;
    synchronized (out) {
      say(line + (error == null || line.endsWith("once.") ? "" : ". Said once."));
      if (error != null) {
        error.printStackTrace(out);
      }
    }
  }

  private Notices() {}
}
