// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * The entries in the queue that were quiet for longer than all others there. Those that nothing
 * refers to are packed: each in its place in the heap, or all in a store.
 */
final class Aside {
  private final IdTable<Kept> byQueueId;
  private final EntryPacker packer = new EntryPacker();

  /** Packed entries that are not in the heap; null where all are. */
  final @Nullable StoredEntries stored;

  /** Those in the heap, in the order they were put aside. */
  final EntryList list = new EntryList();

  /** Just taken out of {@link #stored}, to be stored again unless something is heard of them. */
  private final EntryList takenBack = new EntryList();

  /**
   * @param byQueueId has all entries in the heap, packed or not
   * @param stored takes what is packed, null to keep it in the heap
   */
  Aside(IdTable<Kept> byQueueId, @Nullable StoredEntries stored) {
    this.byQueueId = byQueueId;
    this.stored = stored;
  }

  /** Whether the entry is one of these. */
  boolean has(Kept entry) {
    return entry.list == list || entry.list == takenBack;
  }

  /** Puts an entry that is in no list behind those that were put aside before. */
  void add(QueueEntry entry) {
    if (stored != null) {
      entry.asideOrder = stored.nextOrder();
    }
    list.add(entry);
  }

  /** Packs one of these, if nothing else refers to it. */
  void pack(QueueEntry entry) {
    if (!EntryPacker.canPack(entry)) {
      return;
    }
    if (stored == null) {
      exchange(entry, packer.pack(entry));
    } else {
      list.remove(entry);
      store(stored, entry);
    }
  }

  private void store(StoredEntries to, QueueEntry entry) {
    byQueueId.remove(entry);
    to.add(entry);
  }

  private void exchange(Kept old, Kept entry) {
    byQueueId.remove(old);
    byQueueId.add(entry);
    if (old.list != null) {
      old.list.replace(old, entry);
    }
  }

  /** The entry itself; its packed form in the heap is replaced by it. */
  QueueEntry unpacked(Kept kept) {
    if (kept instanceof PackedEntry packed) {
      QueueEntry entry = packer.unpack(packed);
      exchange(kept, entry);
      return entry;
    }
    return (QueueEntry) kept;
  }

  /** A packed entry in the heap as it is, without unpacking it; or the entry itself. */
  QueueEntry look(Kept kept) {
    return kept instanceof PackedEntry packed ? packer.look(packed) : (QueueEntry) kept;
  }

  /** Takes the entries with this queue id out of the store, if there are any. */
  void takeBack(String queueId) {
    if (stored != null && stored.mayHold(queueId)) {
      for (QueueEntry entry : stored.take(queueId)) {
        byQueueId.add(entry);
        takenBack.add(entry);
      }
    }
  }

  /** Stores again what was only looked at. */
  void giveBack() {
    while (takenBack.oldest() instanceof QueueEntry entry) {
      takenBack.remove(entry);
      if (stored != null && EntryPacker.canPack(entry)) {
        store(stored, entry);
      } else {
        list.addInOrder(entry);
      }
    }
  }

  /** The one that was quiet longest, maybe packed in the heap; or null. */
  @Nullable Kept oldest() {
    giveBack();
    Kept inHeap = list.oldest();
    StoredForm.Line line = stored == null ? null : stored.oldest();
    if (line == null || (inHeap instanceof QueueEntry entry && entry.asideOrder < line.order())) {
      return inHeap;
    }
    takeBack(line.queueId());
    Kept taken = takenBack.oldest();
    while (taken instanceof QueueEntry entry && entry.asideOrder != line.order()) {
      taken = taken.newer;
    }
    return taken;
  }

  /** The one that was quiet longest, if nothing was heard of it since then; or null. */
  @Nullable QueueEntry quietSince(long limitMicros) {
    boolean maybeStored = stored != null && stored.mayBeOlder(limitMicros);
    Kept oldest = maybeStored ? oldest() : list.oldest();
    return oldest == null || oldest.touchedMicros > limitMicros ? null : unpacked(oldest);
  }

  /** Takes everything out of the store. */
  void takeAllBack() {
    if (stored != null) {
      for (StoredForm.Line line = stored.oldest(); line != null; line = stored.oldest()) {
        takeBack(line.queueId());
      }
    }
  }
}
