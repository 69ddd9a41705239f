// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/** A list of entries, the one that was touched last at its end. An entry is in one list at most. */
final class EntryList {
  private @Nullable QueueEntry oldest;
  private @Nullable QueueEntry newest;
  private int size;

  int size() {
    return size;
  }

  @Nullable QueueEntry oldest() {
    return oldest;
  }

  /** Puts the entry at the end; it must be in no list. */
  void add(QueueEntry entry) {
    entry.list = this;
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    size++;
  }

  /** Takes the entry out; it must be in this list. */
  void remove(QueueEntry entry) {
    QueueEntry older = entry.older;
    QueueEntry newer = entry.newer;
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
  void touch(QueueEntry entry) {
    if (entry != newest) {
      remove(entry);
      add(entry);
    }
  }
}
