// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a queue entry once it is in the queue. Immutable; all times in epoch
 * microseconds.
 *
 * @param origin how the message came into view, possibly at an earlier entry
 * @param identity what tells it from all others, whenever the same log is read again
 * @param arrivalMicros when the entry was created
 * @param queuedMicros when it first became active or was put on hold: the end of receiving it; not
 *     before arrival; the arrival itself when the log began after the entry did
 * @param exactArrival true when the arrival is that of the entry's first line or of its queue id;
 *     false when the log began after the entry did, so that the arrival is computed from the age an
 *     attempt reports
 * @param messageId without angle brackets, or null
 * @param sender envelope sender, empty for the null sender, null when unknown
 * @param sizeBytes size of the message, -1 when unknown
 * @param recipientCount envelope recipients when the entry became active, -1 when unknown
 * @param clientName name of the client that handed it over, or null
 * @param clientAddress its IP address, or null
 * @param previous the entry this one continues, null for a first entry
 */
public record Entry(
    EntryKey key,
    Origin origin,
    EntryIdentity identity,
    long arrivalMicros,
    long queuedMicros,
    boolean exactArrival,
    @Nullable String messageId,
    @Nullable String sender,
    long sizeBytes,
    int recipientCount,
    @Nullable String clientName,
    @Nullable String clientAddress,
    @Nullable Previous previous) {

  /**
   * The entry that an entry continues.
   *
   * @param key null when only the relation is known: another host's log holds the entry
   * @param identity {@link Entry#identity()} of that entry, null when the log does not show it; the
   *     origin is then this entry's own
   */
  public record Previous(
      @Nullable EntryKey key, @Nullable EntryIdentity identity, Relation relation) {}

  /** How an entry came out of another one. */
  public enum Relation {
    /** Another hop, or a filter, took the message in an attempt whose reply names this queue id. */
    RELAYED,
    /** A local alias or .forward sent it on. */
    FORWARDED,
    /** The operator had it queued anew. */
    REQUEUED,
    /** It is a notification about the other entry. */
    NOTIFICATION,
    /** A program behind pipe(8), such as a content filter, gave it back with sendmail(1). */
    RESUBMITTED
  }

  /** True for a notification that the MTA itself wrote. */
  public boolean isNotification() {
    return previous != null && previous.relation() == Relation.NOTIFICATION;
  }
}
