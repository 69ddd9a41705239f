// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/**
 * Answers for most queue ids that nothing is stored under them, without asking the store: counts by
 * a few bits of the hash, a byte for each, at least twice as many as there may be entries.
 */
final class QueueIdFilter {
  private static final int LARGEST = 1 << 24;
  private static final int STUCK = 0xff;

  private final byte[] counts;

  QueueIdFilter(int maxEntries) {
    int size = Math.min(LARGEST / 2, Math.max(32, maxEntries));
    counts = new byte[Integer.highestOneBit(size - 1) * 4];
  }

  void add(String queueId) {
    int slot = slot(queueId);
    if ((counts[slot] & 0xff) != STUCK) {
      counts[slot]++;
    }
  }

  /** Takes back one {@link #add}; a count that was full may be too low, and stays as it is. */
  void remove(String queueId) {
    int slot = slot(queueId);
    if ((counts[slot] & 0xff) != STUCK) {
      counts[slot]--;
    }
  }

  /** False when it was surely not added. */
  boolean mayHold(String queueId) {
    return counts[slot(queueId)] != 0;
  }

  private int slot(String queueId) {
    // The low bits alone are few: queue ids differ in their first characters, or in their last.
    int hash = queueId.hashCode() * 0x9E3779B9;
    return (hash ^ (hash >>> 15)) & counts.length - 1;
  }
}
