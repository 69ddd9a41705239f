// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.Arrays;

/**
 * Counts over time in at most {@link #MAX_BUCKETS} buckets, whose width doubles as the time they
 * span grows. Takes times in any order.
 */
final class Timeline {
  static final int MAX_BUCKETS = 400;

  /** What is counted. */
  enum Series {
    /** Entered a queue, one for each recipient. */
    QUEUED,
    /** Left it, however. */
    LEFT,
    /** Began to wait for a retry. */
    RETRY_BEGAN,
    /** Stopped waiting for a retry. */
    RETRY_ENDED,
    /** Reached the inbox. */
    DELIVERED,
    /** Was refused for good, or expired. */
    FAILED
  }

  private final long[][] counts = new long[Series.values().length][MAX_BUCKETS];
  private long widthMicros = 1_000_000;
  private long first;
  private int size;
  private long lastStart = Long.MAX_VALUE;
  private int lastIndex;

  void add(Series series, long timeMicros) {
    // Most times lie in the bucket of the one before: a division saved.
    if (timeMicros >= lastStart && timeMicros - lastStart < widthMicros) {
      of(series)[lastIndex]++;
      return;
    }
    long bucket = Math.floorDiv(timeMicros, widthMicros);
    if (size == 0) {
      first = bucket;
      size = 1;
    }
    while (Math.max(bucket, first + size - 1) - Math.min(bucket, first) >= MAX_BUCKETS) {
      widen();
      bucket = Math.floorDiv(timeMicros, widthMicros);
    }
    if (bucket < first) {
      shift((int) (first - bucket));
    }
    size = (int) Math.max(size, bucket - first + 1);
    lastStart = bucket * widthMicros;
    lastIndex = (int) (bucket - first);
    of(series)[lastIndex]++;
  }

  /** Number of buckets in use. */
  int size() {
    return size;
  }

  long widthMicros() {
    return widthMicros;
  }

  /** Epoch microseconds of a bucket's beginning. */
  long startMicros(int bucket) {
    return (first + bucket) * widthMicros;
  }

  /** What was counted in each bucket. */
  long[] perBucket(Series series) {
    return Arrays.copyOf(of(series), size);
  }

  /** How many had begun and not ended at the end of each bucket. */
  long[] level(Series began, Series ended) {
    long[] level = new long[size];
    long[] plus = of(began);
    long[] minus = of(ended);
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += plus[i] - minus[i];
      level[i] = sum;
    }
    return level;
  }

  // The position in the array is the ordinal, of this run of the program only.
  @SuppressWarnings("EnumOrdinal")
  private long[] of(Series series) {
    return counts[series.ordinal()];
  }

  private void shift(int by) {
    for (long[] series : counts) {
      System.arraycopy(series, 0, series, by, size);
      Arrays.fill(series, 0, by, 0);
    }
    first -= by;
    size += by;
  }

  private void widen() {
    widthMicros *= 2;
    long newFirst = Math.floorDiv(first, 2);
    int newSize = (int) (Math.floorDiv(first + size - 1, 2) - newFirst) + 1;
    for (long[] series : counts) {
      for (int i = 0; i < size; i++) {
        long count = series[i];
        series[i] = 0;
        series[(int) (Math.floorDiv(first + i, 2) - newFirst)] += count;
      }
    }
    first = newFirst;
    size = newSize;
  }
}
