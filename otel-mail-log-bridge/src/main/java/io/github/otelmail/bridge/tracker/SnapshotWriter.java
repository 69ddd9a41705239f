// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tracker's whole state. Entries come list by list in the order of each list, one at a
 * time so that packed ones need no memory; references between entries are numbers. {@link
 * SnapshotReader} is its other half: a change of one needs the same of the other and a new {@link
 * #VERSION}.
 */
final class SnapshotWriter {
  static final int MAGIC = 0x6f6d7472;
  static final int VERSION = 3;

  /** The version of one to which a store with the entries that were packed belongs. */
  static final int VERSION_WITH_STORE = 4;

  private final DataOutput out;
  private final EntryWriter entries;
  private final ValueWriter values;

  /** Entries that others may refer to, numbered in the order they are written. */
  private final IdentityHashMap<QueueEntry, Integer> numbers = new IdentityHashMap<>();

  SnapshotWriter(DataOutput out, Tracker tracker) {
    this.out = out;
    entries = new EntryWriter(out, SharedTexts.inOrder(), tracker.links::isAnnounced);
    values = entries.values();
  }

  /** Writes all but what is in the tracker's store. */
  void write(Tracker tracker) throws IOException {
    write(tracker, tracker.table.aside.stored != null);
  }

  /** Writes all. */
  void writeWhole(Tracker tracker) throws IOException {
    write(tracker, false);
  }

  private void write(Tracker tracker, boolean withStore) throws IOException {
    EntryTable table = tracker.table;
    out.writeInt(MAGIC);
    out.writeInt(withStore ? VERSION_WITH_STORE : VERSION);
    out.writeLong(tracker.clock.now());
    values.number(tracker.clock.linesBehind());
    tracker.hosts.write(values);
    values.number(table.nextSequence());
    List<QueueEntry> related = new ArrayList<>();
    values.number(table.receiving.size());
    entries(table.receiving, table, related);
    EntryList aside = table.aside.list;
    StoredEntries stored = table.aside.stored;
    if (withStore && stored != null) {
      stored.write(values);
      values.number(aside.size());
      entries(aside, table, related);
      for (Kept kept = aside.oldest(); kept != null; kept = kept.newer) {
        values.number(((QueueEntry) kept).asideOrder);
      }
      values.number(table.queued.size());
    } else {
      int storedCount = stored == null ? 0 : stored.count();
      values.number((long) storedCount + aside.size() + table.queued.size());
      if (stored == null) {
        entries(aside, table, related);
      } else {
        entriesInOrder(stored, aside, related);
      }
    }
    entries(table.queued, table, related);
    values.number(table.ended.size());
    entries(table.ended, table, related);
    for (QueueEntry entry : related) {
      family(entry);
    }
    values.number(tracker.publication.waiting().size());
    for (QueueEntry entry : tracker.publication.waiting()) {
      values.number(number(entry));
    }
  }

  private void entries(EntryList list, EntryTable table, List<QueueEntry> related)
      throws IOException {
    for (Kept kept = list.oldest(); kept != null; kept = kept.newer) {
      entry(table.aside.look(kept), related);
    }
  }

  /** Those that were put aside, in the order of that, wherever they are. */
  private void entriesInOrder(StoredEntries stored, EntryList aside, List<QueueEntry> related)
      throws IOException {
    Deque<QueueEntry> unpacked = new ArrayDeque<>();
    for (Kept kept = aside.oldest(); kept != null; kept = kept.newer) {
      unpacked.add((QueueEntry) kept);
    }
    stored.forEach(
        entry -> {
          while (!unpacked.isEmpty() && unpacked.getFirst().asideOrder < entry.asideOrder) {
            entry(unpacked.removeFirst(), related);
          }
          entry(entry, related);
        });
    for (QueueEntry entry : unpacked) {
      entry(entry, related);
    }
  }

  private void entry(QueueEntry entry, List<QueueEntry> related) throws IOException {
    boolean alone = EntryPacker.canPack(entry);
    if (!alone) {
      numbers.put(entry, related.size());
      related.add(entry);
    }
    out.writeBoolean(alone);
    values.number(entry.sequence);
    values.number(entry.touchedMicros);
    entries.write(entry);
  }

  private int number(@Nullable QueueEntry entry) {
    Integer number = entry == null ? null : numbers.get(entry);
    return number == null ? -1 : number;
  }

  private void family(QueueEntry e) throws IOException {
    values.number(number(e.parent));
    values.choice(e.parentRelation);
    values.list(e.children, child -> values.number(number(child)));
  }
}
