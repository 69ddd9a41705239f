// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/** Something the {@link EntryTable} keeps: an entry, or the packed form of one. */
abstract class Kept extends IdTable.Item<Kept> {
  /** Creation order over all entries. */
  final long sequence;

  // Its place in one of the table's lists.
  @Nullable EntryList list;
  @Nullable Kept older;
  @Nullable Kept newer;

  /** When something was heard of it, in the log's time. */
  long touchedMicros;

  Kept(@Nullable String queueId, int hash, long sequence) {
    super(queueId, hash);
    this.sequence = sequence;
  }
}
