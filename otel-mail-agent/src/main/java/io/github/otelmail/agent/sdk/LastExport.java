// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.github.otelmail.agent.bootstrap.Durations;
import io.github.otelmail.agent.bootstrap.Notices;
import io.github.otelmail.agent.bootstrap.Options;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The export of what is left when the JVM ends. The SDK waits five seconds for metrics and then for
 * the exporter's timeout, and cannot be told to wait for less.
 */
final class LastExport {
  private static final String OPTION = "shutdown-timeout";
  private static final Duration DEFAULT = Duration.ofSeconds(2);

  /**
   * Does it when the JVM ends, which waits no longer than the option says; false when the JVM is
   * ending already.
   *
   * @param hooks {@link Runtime#addShutdownHook}
   */
  static boolean atTheEndOfTheJvm(Runnable export, Consumer<Thread> hooks) {
    Duration wait = Durations.option(OPTION, DEFAULT);
    try {
      hooks.accept(new Thread(() -> run(export, wait), "otel-mail-agent-shutdown"));
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /**
   * Returns when it is done, or the time is over, which is told: then it goes on for as long as the
   * JVM does.
   */
  // Duration.toSeconds() came with Java 9.
  @SuppressWarnings("JavaDurationGetSecondsToToSeconds")
  static void run(Runnable export, Duration wait) {
    Thread thread = new Thread(export, "otel-mail-agent-last-export");
    thread.setDaemon(true);
    thread.start();
    try {
      TimeUnit.SECONDS.timedJoin(thread, wait.getSeconds());
      if (thread.isAlive() && !wait.isZero()) {
        Notices.once(
            Notices.EXPORT,
            "Telemetry is not exported: the JVM ends, and the collector did not take the last of it"
                + " within "
                + wait.getSeconds()
                + " s; "
                + Options.PREFIX
                + OPTION
                + " waits longer",
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LastExport() {}
}
