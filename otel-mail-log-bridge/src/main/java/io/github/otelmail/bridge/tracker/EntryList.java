// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/** A list of entries, the one that was touched last at its end. An entry is in one list at most. */
final class EntryList {
  private @Nullable Kept oldest;
  private @Nullable Kept newest;
  private int size;

  int size() {
    return size;
  }

  @Nullable Kept oldest() {
    return oldest;
  }

  /** Puts the entry at the end; it must be in no list. */
  void add(Kept entry) {
    insert(newest, entry, null);
  }

  /** Puts the entry, which must be in no list, behind those that were put aside before it. */
  void addInOrder(QueueEntry entry) {
    Kept before = newest;
    while (before instanceof QueueEntry other && other.asideOrder > entry.asideOrder) {
      before = before.older;
    }
    insert(before, entry, before == null ? oldest : before.newer);
  }

  private void insert(@Nullable Kept older, Kept entry, @Nullable Kept newer) {
    entry.list = this;
    entry.older = older;
    entry.newer = newer;
    if (older == null) {
      oldest = entry;
    } else {
      older.newer = entry;
    }
    if (newer == null) {
      newest = entry;
    } else {
      newer.older = entry;
    }
    size++;
  }

  /** Takes the entry out; it must be in this list. */
  void remove(Kept entry) {
    Kept older = entry.older;
    Kept newer = entry.newer;
    if (older == null) {
      oldest = newer;
    } else {
      older.newer = newer;
    }
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    entry.list = null;
    entry.older = null;
    entry.newer = null;
    size--;
  }

  /** Moves the entry, which must be in this list, to its end. */
  void touch(Kept entry) {
    if (entry != newest) {
      remove(entry);
      add(entry);
    }
  }

  /** Puts an entry, which must be in no list, into the place of one that is in this list. */
  void replace(Kept old, Kept entry) {
    Kept older = old.older;
    Kept newer = old.newer;
    remove(old);
    insert(older, entry, newer);
  }
}
