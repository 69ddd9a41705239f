// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.Arrays;

/** A sum for each constant of an enum. */
final class EnumSums<E extends Enum<E>> {
  private final E[] constants;
  private final long[] sums;

  EnumSums(Class<E> type) {
    constants = type.getEnumConstants();
    sums = new long[constants.length];
  }

  // The position in the array is the ordinal, of this run of the program only.
  @SuppressWarnings("EnumOrdinal")
  void add(E constant, long amount) {
    sums[constant.ordinal()] += amount;
  }

  @SuppressWarnings("EnumOrdinal")
  long of(E constant) {
    return sums[constant.ordinal()];
  }

  void add(EnumSums<E> other) {
    for (E constant : constants) {
      add(constant, other.of(constant));
    }
  }

  long total() {
    long total = 0;
    for (long sum : sums) {
      total += sum;
    }
    return total;
  }

  void clear() {
    Arrays.fill(sums, 0);
  }
}
