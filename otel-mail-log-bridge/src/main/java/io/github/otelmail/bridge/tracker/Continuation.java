// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * One announcement of an entry that another entry is to be followed by: the queue id in a reply, in
 * "forwarded as", in the line about a notification; or, as {@link Resubmissions}, by its
 * Message-ID. Belongs to the entry that announced it.
 */
final class Continuation extends IdTable.Item<Continuation> {
  final String id;
  final QueueEntry parent;
  final Entry.Relation relation;

  /** Time of the announcing line. */
  final long atMicros;

  /** The entry itself, once seen. */
  @Nullable EntryKey child;

  /** Process of a run that hands mail to a program; with {@link #delayMicros} it tells it apart. */
  int pid;

  /** The age that the lines of that run report. */
  long delayMicros;

  /** The parent's next one. */
  @Nullable Continuation next;

  Continuation(QueueEntry parent, String queueId, Entry.Relation relation, long atMicros) {
    super(queueId, IdTable.hash(queueId));
    id = queueId;
    this.parent = parent;
    this.relation = relation;
    this.atMicros = atMicros;
  }
}
