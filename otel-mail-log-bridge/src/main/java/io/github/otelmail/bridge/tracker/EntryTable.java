// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All entries that are kept, by queue id and by how long nothing was heard of them. Counts what
 * they hold, so that a bound can be kept.
 */
final class EntryTable {
  private final IdTable<QueueEntry> byQueueId = new IdTable<>();

  /** Not in the queue yet: their clients are still sending. */
  final EntryList receiving = new EntryList();

  /** In the queue. */
  final EntryList queued = new EntryList();

  /** Over, kept for late lines, in the order they ended. */
  final EntryList ended = new EntryList();

  private long nextSequence;
  private long weight;

  int size() {
    return byQueueId.size();
  }

  /** Entries, recipients, announcements and steps held back, all together. */
  long weight() {
    return weight;
  }

  long nextSequence() {
    return nextSequence;
  }

  /** The first entry with this queue id on any host; the others follow by sameId. */
  @Nullable QueueEntry first(String queueId) {
    return byQueueId.first(queueId);
  }

  /**
   * The entry a line is about: of the same instance if there is one, else the only one on the host.
   * One that has ended comes last.
   */
  @Nullable QueueEntry find(String host, String instance, String queueId) {
    QueueEntry best = null;
    int bestRank = 0;
    for (QueueEntry entry = first(queueId); entry != null; entry = entry.sameId()) {
      if (entry.host.equals(host)) {
        int rank = (entry.isEnded() ? 1 : 3) + (entry.instance.equals(instance) ? 1 : 0);
        if (rank > bestRank || (best != null && rank == bestRank && newer(entry, best))) {
          best = entry;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  /** The oldest of the entries with this queue id when there are {@code limit} or more, or null. */
  @Nullable QueueEntry beyond(String queueId, int limit) {
    int count = 0;
    QueueEntry oldest = null;
    for (QueueEntry entry = first(queueId); entry != null; entry = entry.sameId()) {
      count++;
      if (oldest == null || newer(oldest, entry)) {
        oldest = entry;
      }
    }
    return count >= limit ? oldest : null;
  }

  /** The entry with this queue id, on any host, that came last; or null. */
  @Nullable QueueEntry newest(String queueId) {
    QueueEntry newest = null;
    for (QueueEntry entry = first(queueId); entry != null; entry = entry.sameId()) {
      if (newest == null || newer(entry, newest)) {
        newest = entry;
      }
    }
    return newest;
  }

  private static boolean newer(QueueEntry entry, QueueEntry other) {
    return entry.sequence > other.sequence;
  }

  QueueEntry create(String host, String instance, String queueId, long nowMicros) {
    QueueEntry entry = new QueueEntry(host, instance, queueId, nextSequence++);
    insert(entry, receiving, nowMicros);
    return entry;
  }

  /** Puts an entry that is in no list into one of this table's. */
  void insert(QueueEntry entry, EntryList list, long nowMicros) {
    byQueueId.add(entry);
    entry.touchedMicros = nowMicros;
    list.add(entry);
    weight += entry.weight;
  }

  void remove(QueueEntry entry) {
    byQueueId.remove(entry);
    if (entry.list != null) {
      entry.list.remove(entry);
    }
    weight -= entry.weight;
  }

  /** The entry now holds {@code amount} things more, or less. */
  void grow(QueueEntry entry, int amount) {
    entry.weight += amount;
    weight += amount;
  }

  /** Something was heard of the entry. */
  void touch(QueueEntry entry, long nowMicros) {
    if (entry.list != null && entry.list != ended) {
      entry.touchedMicros = nowMicros;
      entry.list.touch(entry);
    }
  }

  void move(QueueEntry entry, EntryList list, long nowMicros) {
    if (entry.list != list) {
      if (entry.list != null) {
        entry.list.remove(entry);
      }
      entry.touchedMicros = nowMicros;
      list.add(entry);
    }
  }

  /** The entry to lose first: one that is over, else the one that was quiet longest. */
  @Nullable QueueEntry leastWanted() {
    if (ended.oldest() != null) {
      return ended.oldest();
    }
    QueueEntry first = receiving.oldest();
    QueueEntry second = queued.oldest();
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return first.touchedMicros <= second.touchedMicros ? first : second;
  }

  /** Everything, the entry created first comes first. */
  List<QueueEntry> all() {
    List<QueueEntry> all = byQueueId.all();
    all.sort(Comparator.comparingLong(entry -> entry.sequence));
    return all;
  }

  /** Continues another table's numbering. */
  void restore(long sequence) {
    nextSequence = sequence;
  }
}
