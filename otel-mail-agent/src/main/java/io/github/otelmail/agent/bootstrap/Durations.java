// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Times as the agent's options have them. */
public final class Durations {
  /** The option's value; a bad one is told, and the default taken. */
  public static Duration option(String name, Duration byDefault) {
    return of(name, Options.get(name), byDefault);
  }

  static Duration of(String name, @Nullable String value, Duration byDefault) {
    try {
      return value == null ? byDefault : parse(value.trim());
    } catch (IllegalArgumentException e) {
      Notices.once(
          Options.PREFIX + name + " is not used: " + e.getMessage() + "; the default stays", null);
      return byDefault;
    }
  }

  /**
   * Whole seconds, or a number with s, m, h or d.
   *
   * @throws IllegalArgumentException when it is neither, or negative, with what to write
   */
  public static Duration parse(String value) {
    String number = value;
    long unit = 1;
    int last = value.length() - 1;
    int index = last < 1 ? -1 : "smhd".indexOf(value.charAt(last));
    if (index >= 0) {
      number = value.substring(0, last);
      unit = new long[] {1, 60, 3600, 86400}[index];
    }
    try {
      long seconds = Math.multiplyExact(Long.parseLong(number.trim()), unit);
      if (seconds >= 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(advice(value), e);
    }
    throw new IllegalArgumentException(advice(value));
  }

  private static String advice(String value) {
    return '"' + value + "\" is no time: use whole seconds, or a number with s, m, h or d";
  }

  private Durations() {}
}
