// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.Arrays;
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

  /** So many fit in less memory than a histogram takes, and go into one together. */
  private static final int MAX_EXACT = 64;

  /** Those that are in no histogram yet. */
  private long[] exact = new long[4];

  private int exactCount;
  private @Nullable IntCountsHistogram histogram;

  void record(long micros) {
    if (exactCount == exact.length) {
      makeRoom();
    }
    exact[exactCount++] = Math.min(MAX_MICROS, Math.max(0, micros));
  }

  private void makeRoom() {
    if (exactCount < MAX_EXACT) {
      exact = Arrays.copyOf(exact, 2 * exactCount);
    } else {
      toHistogram();
    }
  }

  void add(Latencies other) {
    IntCountsHistogram many = other.histogram;
    if (many != null) {
      toHistogram().add(many);
    }
    for (int i = 0; i < other.exactCount; i++) {
      record(other.exact[i]);
    }
  }

  private IntCountsHistogram toHistogram() {
    IntCountsHistogram many = histogram;
    if (many == null) {
      many =
          new IntCountsHistogram(SHORTEST_TOLD_APART, 2L * SHORTEST_TOLD_APART, SIGNIFICANT_DIGITS);
      many.setAutoResize(true);
      histogram = many;
    }
    for (int i = 0; i < exactCount; i++) {
      many.recordValue(exact[i]);
    }
    exactCount = 0;
    return many;
  }

  /** The histogram with everything in it; null while there are few. */
  private @Nullable IntCountsHistogram complete() {
    return histogram == null ? null : toHistogram();
  }

  long count() {
    return exactCount + (histogram == null ? 0 : histogram.getTotalCount());
  }

  /** The duration that {@code percentile} percent do not exceed; 0 when there is none. */
  long percentile(double percentile) {
    if (count() == 0) {
      return 0;
    }
    IntCountsHistogram many = complete();
    if (many != null) {
      return Math.min(max(), many.getValueAtPercentile(percentile));
    }
    long[] sorted = sorted();
    int rank = (int) Math.ceil(percentile / 100 * exactCount);
    return sorted[Math.max(0, rank - 1)];
  }

  /** The longest, of many to two digits. */
  long max() {
    IntCountsHistogram many = complete();
    if (many != null) {
      return many.getMaxValue();
    }
    return exactCount == 0 ? 0 : sorted()[exactCount - 1];
  }

  /** How many lie in {@code (from, to]}, as far as they are told apart. */
  long countBetween(long fromMicros, long toMicros) {
    IntCountsHistogram many = complete();
    if (many != null) {
      return many.getCountBetweenValues(fromMicros + 1, toMicros);
    }
    return Arrays.stream(sorted()).filter(m -> m > fromMicros && m <= toMicros).count();
  }

  private long[] sorted() {
    long[] sorted = Arrays.copyOf(exact, exactCount);
    Arrays.sort(sorted);
    return sorted;
  }
}
