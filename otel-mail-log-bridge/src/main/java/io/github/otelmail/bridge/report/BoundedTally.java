// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Figures by key, for keys that others choose: keeps the largest and sums the rest, so that memory
 * stays bounded however many keys there are. A key that fell into the rest and comes back starts
 * anew, so that its figure is then a lower bound.
 */
final class BoundedTally<K, V extends BoundedTally.Figure<V>> {
  /** What is kept for a key. */
  interface Figure<V> {
    /** What is compared when it is decided who is kept. */
    long weight();

    /** Adds another figure to this one. */
    void add(V other);
  }

  private final int limit;
  private final Supplier<V> newFigure;
  private final Map<K, V> figures = new HashMap<>();
  private final V rest;
  private int removals;

  /**
   * A tally that holds at most twice {@code limit} keys, and never fewer than the {@code limit}
   * largest once there were so many.
   */
  BoundedTally(int limit, Supplier<V> newFigure) {
    this.limit = limit;
    this.newFigure = newFigure;
    this.rest = newFigure.get();
  }

  /** The key's figure, to be changed by the caller. */
  V of(K key) {
    V figure = figures.get(key);
    if (figure == null) {
      if (figures.size() >= 2 * limit) {
        shrink();
      }
      figure = newFigure.get();
      figures.put(key, figure);
    }
    return figure;
  }

  /** At most {@code count} entries, largest first; equal ones in the order of their keys' text. */
  List<Map.Entry<K, V>> top(int count) {
    List<Map.Entry<K, V>> sorted = new ArrayList<>(figures.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<K, V> entry) -> -entry.getValue().weight())
            .thenComparing(entry -> entry.getKey().toString()));
    return sorted.subList(0, Math.min(count, sorted.size()));
  }

  /** The sum of everything that {@link #top} with this count leaves out. */
  V restAfter(int count) {
    V sum = newFigure.get();
    sum.add(rest);
    List<Map.Entry<K, V>> sorted = top(Integer.MAX_VALUE);
    for (Map.Entry<K, V> entry : sorted.subList(Math.min(count, sorted.size()), sorted.size())) {
      sum.add(entry.getValue());
    }
    return sum;
  }

  /** Whether {@link #top} with this count leaves something out. */
  boolean hasRest(int count) {
    return removals > 0 || figures.size() > count;
  }

  /** How many keys {@link #top} with this count leaves out; -1 when there were too many to tell. */
  long keysAfter(int count) {
    return removals > 0 ? -1 : Math.max(0, figures.size() - count);
  }

  /** How often keys were given up: figures got from {@link #of} before may count no more. */
  int removals() {
    return removals;
  }

  private void shrink() {
    removals++;
    List<Map.Entry<K, V>> sorted = new ArrayList<>(top(Integer.MAX_VALUE));
    for (Map.Entry<K, V> entry : sorted.subList(limit, sorted.size())) {
      rest.add(entry.getValue());
      figures.remove(entry.getKey());
    }
  }
}
