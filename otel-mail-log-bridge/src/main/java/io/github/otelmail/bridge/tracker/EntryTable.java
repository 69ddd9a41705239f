// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.ValueReader.damaged;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All entries that are kept, by queue id and by how long nothing was heard of them. Counts what
 * they hold, so that a bound can be kept.
 */
final class EntryTable {
  private final IdTable<Kept> byQueueId = new IdTable<>();
  private final int unpackedLimit;

  /** Not in the queue yet: their clients are still sending. */
  final EntryList receiving = new EntryList();

  /** In the queue. */
  final EntryList queued = new EntryList();

  /** In the queue, and quiet for longer than all of {@link #queued}. */
  final Aside aside;

  /** Over, kept for late lines, in the order they ended. */
  final EntryList ended = new EntryList();

  private long nextSequence;
  private long weight;

  /**
   * @param unpackedLimit entries in the queue beyond which those are packed that were quiet longest
   * @param stored takes what is packed, null to keep it in the heap
   */
  EntryTable(int unpackedLimit, @Nullable StoredEntries stored) {
    this.unpackedLimit = unpackedLimit;
    aside = new Aside(byQueueId, stored);
  }

  int unpackedLimit() {
    return unpackedLimit;
  }

  int size() {
    StoredEntries stored = aside.stored;
    return stored == null ? byQueueId.size() : byQueueId.size() + stored.count();
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
    aside.takeBack(queueId);
    Kept first = byQueueId.first(queueId);
    for (Kept kept = first; kept != null; kept = kept.next(queueId)) {
      if (kept instanceof PackedEntry) {
        aside.unpacked(kept);
        return first(queueId);
      }
    }
    return (QueueEntry) first;
  }

  /** Puts entries aside while more are in the queue than are to be kept as they are. */
  void putAside() {
    aside.giveBack();
    while (queued.size() > unpackedLimit && queued.oldest() instanceof QueueEntry oldest) {
      queued.remove(oldest);
      aside.add(oldest);
      aside.pack(oldest);
    }
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
    list.add(entry);
    enter(entry, nowMicros);
  }

  /** Takes in an entry that is in a list. */
  void enter(QueueEntry entry, long nowMicros) {
    byQueueId.add(entry);
    entry.touchedMicros = nowMicros;
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
    if (aside.has(entry)) {
      move(entry, queued, nowMicros);
    } else if (entry.list != null && entry.list != ended) {
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
    Kept least = ended.oldest();
    if (least == null) {
      Kept first = receiving.oldest();
      Kept second = aside.oldest();
      if (second == null) {
        second = queued.oldest();
      }
      boolean isFirst =
          second == null || (first != null && first.touchedMicros <= second.touchedMicros);
      least = isFirst ? first : second;
    }
    return least == null ? null : aside.unpacked(least);
  }

  /** The clock was turned back: something was heard of everything now. */
  void restamp(long nowMicros) {
    for (Kept entry : byQueueId.all()) {
      entry.touchedMicros = nowMicros;
    }
    if (aside.stored != null) {
      aside.stored.restamp(nowMicros);
    }
  }

  /** Everything, taken out of the store where there is one; the entry created first comes first. */
  List<Kept> all() {
    aside.takeAllBack();
    List<Kept> all = byQueueId.all();
    all.sort(Comparator.comparingLong(entry -> entry.sequence));
    return all;
  }

  /** Continues another table's numbering. */
  void restore(long sequence) {
    nextSequence = sequence;
  }

  /** Goes on with the store that another table had. */
  void restore(ValueReader from, Links links) throws IOException {
    StoredEntries stored = aside.stored;
    if (stored == null) {
      throw damaged("the queue store that belongs to it is missing");
    }
    stored.restore(from, links);
    weight += stored.weight();
  }
}
