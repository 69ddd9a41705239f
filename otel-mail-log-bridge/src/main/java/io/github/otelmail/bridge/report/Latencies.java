// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import org.HdrHistogram.Histogram;

/** A distribution of durations, microseconds, in bounded memory: two significant digits. */
final class Latencies {
  private static final int SIGNIFICANT_DIGITS = 2;

  /** Longer ones are counted as this: no queue keeps mail for a year. */
  private static final long MAX_MICROS = 366L * 24 * 3600 * 1_000_000;

  private final Histogram histogram;

  Latencies() {
    histogram = new Histogram(SIGNIFICANT_DIGITS);
    histogram.setAutoResize(true);
  }

  void record(long micros) {
    histogram.recordValue(Math.min(MAX_MICROS, Math.max(0, micros)));
  }

  void add(Latencies other) {
    histogram.add(other.histogram);
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** The duration that {@code percentile} percent do not exceed; 0 when there is none. */
  long percentile(double percentile) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
  }

  long max() {
    return histogram.getMaxValue();
  }

  /** How many lie in {@code (from, to]}, as far as two digits tell them apart. */
  long countBetween(long fromMicros, long toMicros) {
    return histogram.getCountBetweenValues(fromMicros + 1, toMicros);
  }
}
