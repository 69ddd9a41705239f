// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.ValueReader.damaged;
import static io.github.otelmail.bridge.tracker.ValueReader.index;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SnapshotWriter} wrote into an empty tracker. */
final class SnapshotReader {
  private final DataInput in;
  private final Tracker tracker;
  private final EntryReader entries;
  private final ValueReader values;

  /**
   * @param tracker empty
   */
  SnapshotReader(DataInput in, Tracker tracker) {
    this.in = in;
    this.tracker = tracker;
    entries = new EntryReader(in, SharedTexts.inOrder(), tracker.links::restore);
    values = entries.values();
  }

  void read() throws IOException {
    if (in.readInt() != SnapshotWriter.MAGIC) {
      throw damaged("it does not begin like one");
    }
    int version = in.readInt();
    boolean withStore = version == SnapshotWriter.VERSION_WITH_STORE;
    if (version != SnapshotWriter.VERSION && !withStore) {
      throw new IOException(
          "The tracker's snapshot has version "
              + version
              + ", this program reads version "
              + SnapshotWriter.VERSION);
    }
    tracker.clock.restore(in.readLong(), values.integer());
    tracker.hosts.restore(values);
    EntryTable table = tracker.table;
    table.restore(values.number());
    List<QueueEntry> related = new ArrayList<>();
    entries(table.receiving, related, 0);
    if (withStore) {
      table.restore(values, tracker.links);
      entries(table.aside.list, related, 0);
      for (Kept kept = table.aside.list.oldest(); kept != null; kept = kept.newer) {
        ((QueueEntry) kept).asideOrder = values.number();
      }
      entries(table.queued, related, Integer.MAX_VALUE);
    } else {
      entries(table.queued, related, table.unpackedLimit());
    }
    entries(table.ended, related, 0);
    for (QueueEntry entry : related) {
      family(entry, related);
    }
    int waiting = values.count();
    for (int i = 0; i < waiting; i++) {
      QueueEntry entry = related.get(index(values.integer(), related.size()));
      tracker.publication.restore(entry);
      if (entry.inQueue && entry.messageIdKnown && entry.predecessorLikely) {
        tracker.links.resubmissions.await(entry);
      }
    }
  }

  /**
   * @param limit of those in the queue, so many are not put aside
   */
  private void entries(EntryList list, List<QueueEntry> related, int limit) throws IOException {
    EntryTable table = tracker.table;
    int count = values.count();
    for (int i = 0; i < count; i++) {
      boolean alone = in.readBoolean();
      long sequence = values.number();
      long touched = values.number();
      QueueEntry entry = entries.read(sequence);
      boolean isAside = list == table.queued && count - i > limit;
      if (isAside) {
        table.aside.add(entry);
        table.enter(entry, touched);
      } else {
        table.insert(entry, list, touched);
      }
      if (entry.underWay) {
        entry.underWay = false;
        tracker.links.index(entry);
      }
      if (!alone) {
        related.add(entry);
      } else if (isAside) {
        table.aside.pack(entry);
      }
    }
  }

  private void family(QueueEntry e, List<QueueEntry> all) throws IOException {
    e.parent = entry(values.integer(), all);
    e.parentRelation = values.relation();
    List<Integer> children = values.list(values::integer);
    if (children != null) {
      for (int child : children) {
        QueueEntry entry = entry(child, all);
        if (entry != null) {
          e.addChild(entry);
        }
      }
    }
  }

  private static @Nullable QueueEntry entry(int number, List<QueueEntry> all) throws IOException {
    return number < 0 ? null : all.get(index(number, all.size()));
  }
}
