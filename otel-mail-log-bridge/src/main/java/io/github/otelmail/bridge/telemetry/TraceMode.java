// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.time.Duration;
import java.util.Locale;

/**
 * How the spans of a mail relate to the trace of the application that sent it, where its context is
 * believed.
 *
 * <p>{@link #PARENT}, the default: they are part of it, children of the send span, with a link to
 * it as well. {@link #LINK}: they are a trace of their own, linked to the send span; for teams
 * whose tail sampling or storage dislikes traces that take hours. {@link #auto}: part of it while
 * the mail is young, then a linked trace of its own.
 */
public final class TraceMode {
  /** Children of the send span, for however long it takes. */
  public static final TraceMode PARENT = new TraceMode(Long.MAX_VALUE);

  /** A trace of its own, linked to the send span. */
  public static final TraceMode LINK = new TraceMode(0);

  private final long maxAgeMicros;

  private TraceMode(long maxAgeMicros) {
    this.maxAgeMicros = maxAgeMicros;
  }

  /**
   * What ends while the mail is younger than {@code maxAge} belongs to the application's trace; all
   * that ends later to a linked trace of its own.
   *
   * @param maxAge counted from when the application made the Message-ID, or else from the arrival
   *     at the first MTA; more than zero
   * @throws IllegalArgumentException when it is zero or negative
   */
  public static TraceMode auto(Duration maxAge) {
    if (maxAge.isZero() || maxAge.isNegative()) {
      throw new IllegalArgumentException("the age must be more than zero: " + maxAge);
    }
    return new TraceMode(Math.max(1, maxAge.toNanos() / 1000));
  }

  /**
   * Reads {@code parent}, {@code link} or {@code auto:SECONDS}, case-insensitively.
   *
   * @throws IllegalArgumentException with a message for the command line for any other text
   */
  public static TraceMode parse(String text) {
    String mode = text.strip().toLowerCase(Locale.ROOT);
    if (mode.equals("parent")) {
      return PARENT;
    }
    if (mode.equals("link")) {
      return LINK;
    }
    String seconds = mode.startsWith("auto:") ? mode.substring("auto:".length()) : "";
    if (!seconds.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "--trace-mode: '"
              + text
              + "' is no trace mode; use parent, link, or auto:600 for 600 seconds");
    }
    return auto(Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /** Age from which on a mail has a trace of its own, microseconds; 0 for always. */
  long maxAgeMicros() {
    return maxAgeMicros;
  }

  @Override
  public String toString() {
    if (maxAgeMicros == 0) {
      return "link";
    }
    return maxAgeMicros == Long.MAX_VALUE ? "parent" : "auto:" + maxAgeMicros / 1_000_000;
  }
}
