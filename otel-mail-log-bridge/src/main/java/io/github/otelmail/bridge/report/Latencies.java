// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.Arrays;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * A distribution of durations, microseconds, in bounded memory: exact for few, to two significant
 * digits for many.
 */
final class Latencies {
  private static final int SIGNIFICANT_DIGITS = 2;

  /** Shorter ones than a tenth of a millisecond need not be told apart. */
  private static final int SHORTEST_TOLD_APART = 100;

  /** Longer ones are counted as this: no queue keeps mail for a year. */
  private static final long MAX_MICROS = 366L * 24 * 3600 * 1_000_000;

  /** So many fit in less memory than a histogram takes. */
  private static final int MAX_EXACT = 64;

  private long[] exact = new long[4];
  private int exactCount;
  private @Nullable AbstractHistogram histogram;

  void record(long micros) {
    long bounded = Math.min(MAX_MICROS, Math.max(0, micros));
    AbstractHistogram many = histogram;
    if (many == null && exactCount < MAX_EXACT) {
      if (exactCount == exact.length) {
        exact = Arrays.copyOf(exact, 2 * exactCount);
      }
      exact[exactCount++] = bounded;
      return;
    }
    (many == null ? toHistogram() : many).recordValue(bounded);
  }

  void add(Latencies other) {
    AbstractHistogram many = other.histogram;
    if (many == null) {
      for (int i = 0; i < other.exactCount; i++) {
        record(other.exact[i]);
      }
    } else {
      (histogram == null ? toHistogram() : histogram).add(many);
    }
  }

  private AbstractHistogram toHistogram() {
    IntCountsHistogram many =
        new IntCountsHistogram(SHORTEST_TOLD_APART, 2L * SHORTEST_TOLD_APART, SIGNIFICANT_DIGITS);
    many.setAutoResize(true);
    for (int i = 0; i < exactCount; i++) {
      many.recordValue(exact[i]);
    }
    exact = new long[0];
    exactCount = 0;
    histogram = many;
    return many;
  }

  long count() {
    return histogram == null ? exactCount : histogram.getTotalCount();
  }

  /** The duration that {@code percentile} percent do not exceed; 0 when there is none. */
  long percentile(double percentile) {
    if (count() == 0) {
      return 0;
    }
    if (histogram != null) {
      return Math.min(max(), histogram.getValueAtPercentile(percentile));
    }
    long[] sorted = sorted();
    int rank = (int) Math.ceil(percentile / 100 * exactCount);
    return sorted[Math.max(0, rank - 1)];
  }

  /** The longest, of many to two digits. */
  long max() {
    if (histogram != null) {
      return histogram.getMaxValue();
    }
    return exactCount == 0 ? 0 : sorted()[exactCount - 1];
  }

  /** How many lie in {@code (from, to]}, as far as they are told apart. */
  long countBetween(long fromMicros, long toMicros) {
    if (histogram != null) {
      return histogram.getCountBetweenValues(fromMicros + 1, toMicros);
    }
    return Arrays.stream(sorted()).filter(m -> m > fromMicros && m <= toMicros).count();
  }

  private long[] sorted() {
    long[] sorted = Arrays.copyOf(exact, exactCount);
    Arrays.sort(sorted);
    return sorted;
  }
}
