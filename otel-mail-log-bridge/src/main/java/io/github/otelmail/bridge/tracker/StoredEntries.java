// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.ValueReader.damaged;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries that were put aside and are in an {@link EntryStore}. In the heap there is nothing of
 * a single one; only how many they are, and a {@link QueueIdFilter}.
 */
final class StoredEntries {
  private static final int CHUNK = 1_000;

  private final EntryStore store;
  private final QueueIdFilter filter;
  private final StoredForm form = new StoredForm();

  private int count;
  private long weight;
  private long nextOrder;

  /** Those before this place count as touched at {@link #restampMicros}. */
  private long restampOrder;

  private long restampMicros;

  /** Nothing is stored before this place, and nothing that was touched before that time. */
  private long firstOrder;

  private long firstTouchedMicros;

  /** What comes first, once it is known. */
  private StoredForm.@Nullable Line first;

  /**
   * @param store holds nothing, or what {@link #restore} is told of
   */
  StoredEntries(EntryStore store, int maxEntries) {
    this.store = store;
    filter = new QueueIdFilter(maxEntries);
  }

  int count() {
    return count;
  }

  /** What the entries count for in the table's bound. */
  long weight() {
    return weight;
  }

  /** A place behind all others that were given out. */
  long nextOrder() {
    return nextOrder++;
  }

  /** False when there is surely nothing with this queue id. */
  boolean mayHold(String queueId) {
    return filter.mayHold(queueId);
  }

  /** Stores an entry that has its place in the order, and is in no table and no list. */
  void add(QueueEntry entry) {
    byte[] key = StoredForm.entriesKey(entry.id);
    byte[] value = form.write(entry);
    byte[] others = filter.mayHold(entry.id) ? store.get(key) : null;
    if (others != null) {
      int length = others.length;
      others = Arrays.copyOf(others, length + value.length);
      System.arraycopy(value, 0, others, length, value.length);
      value = others;
    }
    store.put(key, value);
    store.put(StoredForm.orderKey(entry.asideOrder), form.line(entry));
    filter.add(entry.id);
    weight += entry.weight;
    boolean isFirst = count++ == 0 || entry.asideOrder < firstOrder;
    if (isFirst) {
      firstOrder = entry.asideOrder;
      firstTouchedMicros = entry.touchedMicros;
      first = null;
    }
  }

  /** Takes out all entries with this queue id, the one that was created first comes first. */
  List<QueueEntry> take(String queueId) {
    byte[] key = StoredForm.entriesKey(queueId);
    List<QueueEntry> taken = read(store.get(key));
    if (taken.isEmpty()) {
      return taken;
    }
    store.delete(key);
    for (QueueEntry entry : taken) {
      store.delete(StoredForm.orderKey(entry.asideOrder));
      filter.remove(queueId);
      count--;
      weight -= entry.weight;
      if (first != null && first.order() == entry.asideOrder) {
        firstOrder = entry.asideOrder + 1;
        first = null;
      }
    }
    return taken;
  }

  private List<QueueEntry> read(byte @Nullable [] value) {
    if (value == null) {
      return List.of();
    }
    List<QueueEntry> entries = new ArrayList<>(1);
    ByteArrayInputStream in = new ByteArrayInputStream(value);
    while (in.available() > 0) {
      QueueEntry entry = form.read(in);
      entry.touchedMicros = touched(entry.asideOrder, entry.touchedMicros);
      entries.add(entry);
    }
    entries.sort((a, b) -> Long.compare(a.sequence, b.sequence));
    return entries;
  }

  private long touched(long order, long storedMicros) {
    return order < restampOrder ? restampMicros : storedMicros;
  }

  /** The clock was turned back: all count as touched now. */
  void restamp(long nowMicros) {
    restampOrder = nextOrder;
    restampMicros = nowMicros;
    firstTouchedMicros = nowMicros;
    first = null;
  }

  /** False when surely nothing is stored that was touched at this time or before. */
  boolean mayBeOlder(long limitMicros) {
    return count > 0 && firstTouchedMicros <= limitMicros;
  }

  /** What comes first in the order; null for nothing. */
  StoredForm.@Nullable Line oldest() {
    if (first == null && count > 0) {
      for (StoredForm.Line line : lines(firstOrder, 1)) {
        first = line;
        firstOrder = line.order();
        firstTouchedMicros = touched(line.order(), line.touchedMicros());
      }
    }
    return first;
  }

  /** So many lines in order, from this place on. */
  private List<StoredForm.Line> lines(long fromOrder, int limit) {
    return store.list(StoredForm.orderKey(fromOrder), StoredForm.ORDER_END, limit).stream()
        .map(form::line)
        .toList();
  }

  /** Does something with each entry. */
  @FunctionalInterface
  interface EntryVisitor {
    void visit(QueueEntry entry) throws IOException;
  }

  /** Shows a copy of each entry, in order; nothing may be added or taken meanwhile. */
  void forEach(EntryVisitor visitor) throws IOException {
    List<StoredForm.Line> lines = lines(0, CHUNK);
    while (!lines.isEmpty()) {
      for (StoredForm.Line line : lines) {
        for (QueueEntry entry : read(store.get(StoredForm.entriesKey(line.queueId())))) {
          if (entry.asideOrder == line.order()) {
            visitor.visit(entry);
          }
        }
      }
      lines = lines(lines.get(lines.size() - 1).order() + 1, CHUNK);
    }
  }

  /** Writes what is known of them all; they themselves stay in the store. */
  void write(ValueWriter to) throws IOException {
    to.number(nextOrder);
    to.number(restampOrder);
    to.number(restampMicros);
    to.number(count);
    to.number(weight);
  }

  /**
   * Goes on with a store as it was at {@link #write}.
   *
   * @param links are told which Message-IDs are under way
   */
  void restore(ValueReader from, Links links) throws IOException {
    nextOrder = from.number();
    restampOrder = from.number();
    restampMicros = from.number();
    int expected = from.count();
    weight = from.number();
    firstOrder = 0;
    firstTouchedMicros = Long.MIN_VALUE;
    List<StoredForm.Line> lines = lines(0, CHUNK);
    while (!lines.isEmpty()) {
      for (StoredForm.Line line : lines) {
        count++;
        filter.add(line.queueId());
        if (line.underWay()) {
          links.restore(line.messageIdHash());
        }
      }
      lines = lines(lines.get(lines.size() - 1).order() + 1, CHUNK);
    }
    if (count != expected) {
      throw damaged(count + " of " + expected + " entries are in the queue store");
    }
  }
}
