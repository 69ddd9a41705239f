// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.report.Hops.Hop;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A message that is worth showing by itself.
 *
 * @param before the hops before {@code entry}, first hop first
 * @param measure what it is listed for: a duration, or a time, in microseconds
 * @param delivery the recipient that has this measure
 */
record Listed(
    Entry entry, Delivery delivery, ContextResolver resolver, List<Hop> before, long measure) {

  /**
   * The message's trace: worked out when it is shown, as most that are listed are not in the end.
   */
  MessageContext context() {
    return resolver.resolve(entry.origin());
  }

  /** Names the recipient of this entry, the same whenever the same log is read again. */
  String identity() {
    return entry.identity().toString()
        + ' '
        + delivery.recipient()
        + ' '
        + delivery.originalRecipient()
        + ' '
        + delivery.finishedMicros();
  }

  /** The messages with the largest measures. */
  static final class Top {
    private final int limit;
    private final PriorityQueue<Listed> queue =
        new PriorityQueue<>(Comparator.comparingLong(Listed::measure));
    private long candidates;

    Top(int limit) {
      this.limit = limit;
    }

    /** Counts a candidate, and tells whether it would be listed. */
    boolean wants(long measure) {
      candidates++;
      return queue.size() < limit || queue.element().measure() < measure;
    }

    void add(Listed listed) {
      queue.add(listed);
      if (queue.size() > limit) {
        queue.remove();
      }
    }

    /** How many messages were candidates. */
    long candidates() {
      return candidates;
    }

    /** At most {@code count}, largest measure first. */
    List<Listed> largest(int count) {
      List<Listed> sorted = new ArrayList<>(queue);
      sorted.sort(
          Comparator.comparingLong((Listed listed) -> -listed.measure())
              .thenComparing(Listed::identity));
      return sorted.subList(0, Math.min(count, sorted.size()));
    }
  }
}
