// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.Locale;

/** Figures as a person writes them. Durations are in microseconds. */
final class Human {
  private static final long MILLI = 1_000;
  private static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Human() {}

  /** {@code 840 µs}, {@code 42 ms}, {@code 1.46 s}, {@code 22 min 4 s}, {@code 3 d 4 h}. */
  static String duration(long micros) {
    if (micros < 0) {
      return "-" + duration(-micros);
    }
    if (micros == 0) {
      return "0 s";
    }
    if (micros < MILLI) {
      return micros + " µs";
    }
    if (micros < 999_500) {
      return decimals(micros / (double) MILLI, micros < 10 * MILLI ? 1 : 0) + " ms";
    }
    if (micros < 59_950_000) {
      return decimals(micros / (double) SECOND, micros < 9_995_000 ? 2 : 1) + " s";
    }
    long seconds = (micros + SECOND / 2) / SECOND;
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    long minutes = (micros + MINUTE / 2) / MINUTE;
    if (minutes < 24 * 60) {
      return two(minutes / 60, "h", minutes % 60, "min");
    }
    long hours = (micros + HOUR / 2) / HOUR;
    return two(hours / 24, "d", hours % 24, "h");
  }

  /** A tick of a time axis: whole units only. */
  static String tick(long micros) {
    if (micros == 0) {
      return "0";
    }
    if (micros < MILLI) {
      return micros + " µs";
    }
    if (micros < SECOND) {
      return micros / MILLI + " ms";
    }
    if (micros < MINUTE) {
      return micros / SECOND + " s";
    }
    if (micros < HOUR) {
      return two(micros / MINUTE, "min", micros % MINUTE / SECOND, "s");
    }
    if (micros < DAY) {
      return two(micros / HOUR, "h", micros % HOUR / MINUTE, "min");
    }
    return two(micros / DAY, "d", micros % DAY / HOUR, "h");
  }

  /** {@code 1,044,495}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 message}, {@code 60 messages}: the plural is made with an s. */
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 85.5 %}; never 0 for something nor 100 for less than all. */
  static String percent(long part, long whole) {
    if (whole <= 0) {
      return "–";
    }
    double percent = 100.0 * part / whole;
    if (part > 0 && percent < 0.05) {
      return "< 0.1 %";
    }
    if (part < whole && percent >= 99.95) {
      return "> 99.9 %";
    }
    return decimals(percent, 1) + " %";
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + " " + bigUnit : big + " " + bigUnit + " " + small + " " + smallUnit;
  }

  private static String decimals(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }
}
