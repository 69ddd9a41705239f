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
  private final EntryPacker packer = new EntryPacker();
  private final int unpackedLimit;

  /** Packed entries that are not in the heap; null where all are. */
  final @Nullable StoredEntries stored;

  /** Not in the queue yet: their clients are still sending. */
  final EntryList receiving = new EntryList();

  /** In the queue. */
  final EntryList queued = new EntryList();

  /**
   * In the queue, and quiet for longer than all of {@link #queued}: packed where possible, and in
   * {@link #stored} instead where there is that.
   */
  final EntryList aside = new EntryList();

  /** Just taken out of {@link #stored}, to be stored again unless something is heard of them. */
  private final EntryList takenBack = new EntryList();

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
    this.stored = stored;
  }

  int unpackedLimit() {
    return unpackedLimit;
  }

  int size() {
    return byQueueId.size() + (stored == null ? 0 : stored.count());
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
    if (stored != null && stored.mayHold(queueId)) {
      takeBack(stored, queueId);
    }
    Kept first = byQueueId.first(queueId);
    for (Kept kept = first; kept != null; kept = kept.next(queueId)) {
      if (kept instanceof PackedEntry) {
        unpacked(kept);
        return first(queueId);
      }
    }
    return (QueueEntry) first;
  }

  private void takeBack(StoredEntries from, String queueId) {
    for (QueueEntry entry : from.take(queueId)) {
      byQueueId.add(entry);
      takenBack.add(entry);
    }
  }

  /** Stores again what was only looked at. */
  void giveBack() {
    while (takenBack.oldest() instanceof QueueEntry entry) {
      takenBack.remove(entry);
      if (stored != null && EntryPacker.canPack(entry)) {
        byQueueId.remove(entry);
        stored.add(entry);
      } else {
        aside.addInOrder(entry);
      }
    }
  }

  /** The entry itself; its packed form is replaced by it. */
  QueueEntry unpacked(Kept kept) {
    if (kept instanceof PackedEntry packed) {
      QueueEntry entry = packer.unpack(packed);
      exchange(kept, entry);
      return entry;
    }
    return (QueueEntry) kept;
  }

  private void exchange(Kept old, Kept entry) {
    byQueueId.remove(old);
    byQueueId.add(entry);
    if (old.list != null) {
      old.list.replace(old, entry);
    }
  }

  /** A packed entry as it is, without unpacking it; or the entry itself. */
  QueueEntry look(Kept kept) {
    return kept instanceof PackedEntry packed ? packer.look(packed) : (QueueEntry) kept;
  }

  /** Puts entries aside while more are in the queue than are to be kept as they are. */
  void putAside() {
    giveBack();
    while (queued.size() > unpackedLimit && queued.oldest() instanceof QueueEntry oldest) {
      queued.remove(oldest);
      addAside(oldest);
      pack(oldest);
    }
  }

  /** Puts an entry that is in no list behind those that were put aside before. */
  void addAside(QueueEntry entry) {
    if (stored != null) {
      entry.asideOrder = stored.nextOrder();
    }
    aside.add(entry);
  }

  /** Packs an entry that was put aside, if nothing else refers to it. */
  void pack(QueueEntry entry) {
    if (!EntryPacker.canPack(entry)) {
      return;
    }
    if (stored == null) {
      exchange(entry, packer.pack(entry));
    } else {
      byQueueId.remove(entry);
      aside.remove(entry);
      stored.add(entry);
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
    if (entry.list == aside || entry.list == takenBack) {
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
      Kept second = oldestAside();
      if (second == null) {
        second = queued.oldest();
      }
      boolean isFirst =
          second == null || (first != null && first.touchedMicros <= second.touchedMicros);
      least = isFirst ? first : second;
    }
    return least == null ? null : unpacked(least);
  }

  private @Nullable Kept oldestAside() {
    giveBack();
    Kept unpacked = aside.oldest();
    StoredForm.Line line = stored == null ? null : stored.oldest();
    if (stored == null
        || line == null
        || (unpacked instanceof QueueEntry entry && entry.asideOrder < line.order())) {
      return unpacked;
    }
    takeBack(stored, line.queueId());
    Kept taken = takenBack.oldest();
    while (taken instanceof QueueEntry entry && entry.asideOrder != line.order()) {
      taken = taken.newer;
    }
    return taken;
  }

  /** The entry put aside that was quiet longest, if nothing was heard of it since; or null. */
  @Nullable QueueEntry quietSince(long limitMicros) {
    boolean any = stored != null && stored.mayBeOlder(limitMicros);
    Kept oldest = any ? oldestAside() : aside.oldest();
    return oldest == null || oldest.touchedMicros > limitMicros ? null : unpacked(oldest);
  }

  /** The clock was turned back: something was heard of everything now. */
  void restamp(long nowMicros) {
    for (Kept entry : byQueueId.all()) {
      entry.touchedMicros = nowMicros;
    }
    if (stored != null) {
      stored.restamp(nowMicros);
    }
  }

  /** Everything, taken out of the store where there is one; the entry created first comes first. */
  List<Kept> all() {
    if (stored != null) {
      for (StoredForm.Line line = stored.oldest(); line != null; line = stored.oldest()) {
        takeBack(stored, line.queueId());
      }
    }
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
    if (stored == null) {
      throw damaged("the queue store that belongs to it is missing");
    }
    stored.restore(from, links);
    weight += stored.weight();
  }
}
