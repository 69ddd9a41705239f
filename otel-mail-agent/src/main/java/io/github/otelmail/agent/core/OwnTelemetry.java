// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.Durations;
import io.github.otelmail.agent.bootstrap.Notices;
import io.github.otelmail.agent.bootstrap.PartClassLoader;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The agent's own OpenTelemetry SDK, started by a thread of its own when the first mail class is
 * seen. Sends wait for it for as long as an option says, from then on; mail that is sent without it
 * is not traced.
 */
final class OwnTelemetry {
  private static final String OPTION = "start-timeout";
  private static final Duration DEFAULT = Duration.ofSeconds(2);
  private static final String BAD_SETTING =
      "io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException";
  private static final String STARTER = "io.github.otelmail.agent.sdk.SdkStart";

  private final JarFile jar;
  private volatile @Nullable Object inUse;
  private @Nullable CompletableFuture<@Nullable Object> started;
  private volatile long deadlineNanos;

  OwnTelemetry(JarFile jar) {
    this.jar = jar;
  }

  void startSoon() {
    CompletableFuture<@Nullable Object> unused = starting();
  }

  // Duration.toSeconds() came with Java 9.
  @SuppressWarnings("JavaDurationGetSecondsToToSeconds")
  private synchronized CompletableFuture<@Nullable Object> starting() {
    CompletableFuture<@Nullable Object> starting = started;
    if (starting == null) {
      CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
      started = result;
      long wait = TimeUnit.SECONDS.toNanos(Durations.option(OPTION, DEFAULT).getSeconds());
      deadlineNanos = System.nanoTime() + Math.min(wait, Long.MAX_VALUE / 2);
      Background.start("otel-mail-agent-start", () -> result.complete(start()));
      return result;
    }
    return starting;
  }

  private @Nullable Object start() {
    try {
      PartClassLoader loader =
          new PartClassLoader(
              jar, ClassLoader.getSystemClassLoader().getParent(), "otel-mail/sdk/");
      return Class.forName(STARTER, true, loader).getMethod("start").invoke(null);
    } catch (InvocationTargetException e) {
      doesNotStart(e.getCause() == null ? e : e.getCause());
      return null;
    } catch (Throwable t) {
      doesNotStart(t);
      return null;
    }
  }

  /** What the SDK says of its settings is enough; of anything else the stack is told too. */
  private static void doesNotStart(Throwable t) {
    String notice = "Mail is not traced: the OpenTelemetry SDK does not start";
    if (t.getClass().getName().equals(BAD_SETTING)) {
      String reason = String.valueOf(t.getMessage());
      // It names a library to add, which nobody can.
      String advice =
          reason.contains("config file")
              ? "; unset otel.config.file (OTEL_CONFIG_FILE), and use OTEL_* variables"
              : "";
      Notices.once(notice + ": " + reason + advice, null);
    } else {
      Notices.once(notice, t);
    }
  }

  /** The OpenTelemetry; null when it is not there yet, or failed. */
  @Nullable Object openTelemetry(boolean mayWait) {
    Object used = inUse;
    if (used != null || !mayWait) {
      return used;
    }
    try {
      CompletableFuture<@Nullable Object> starting = starting();
      Object result =
          starting.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      inUse = result;
      return result;
    } catch (TimeoutException | ExecutionException e) {
      Notices.once("Mail is not traced until the OpenTelemetry SDK has started", null);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** The application turned out to have its own: nothing is to go on beside it. */
  synchronized void stopUnused() {
    CompletableFuture<@Nullable Object> unused = started;
    if (unused != null && inUse == null) {
      started = null;
      Background.start("otel-mail-agent-stop", () -> close(unused.join()));
    }
  }

  private static void close(@Nullable Object openTelemetry) {
    try {
      if (openTelemetry instanceof AutoCloseable) {
        ((AutoCloseable) openTelemetry).close();
      }
    } catch (Exception e) {
      Notices.once("The unused OpenTelemetry SDK does not stop", e);
    }
  }
}
