// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import org.jspecify.annotations.Nullable;

/** Finds the entry a line is about, and opens one where there is none. */
final class EntryDirectory {
  /** Lines that belong together are this far apart at most when they come in the wrong order. */
  private static final long DISORDER_MICROS = 10_000_000L;

  /** Entries with one queue id that are kept at once, over all hosts and instances. */
  private static final int MAX_SAME_ID = 64;

  private final EntryTable table;
  private final Closer closer;
  private final LogClock clock;

  EntryDirectory(EntryTable table, Closer closer, LogClock clock) {
    this.table = table;
    this.closer = closer;
    this.clock = clock;
  }

  /** The entry, or null. */
  @Nullable QueueEntry find(LineHeader header, String queueId) {
    QueueEntry entry = table.find(header.host(), header.instance(), queueId);
    if (entry != null) {
      table.touch(entry, clock.now());
    }
    return entry;
  }

  /** The entry; a new one of unknown age when the log does not show its beginning. */
  QueueEntry findOrOpen(LineHeader header, String queueId) {
    QueueEntry entry = find(header, queueId);
    return entry == null ? open(header, queueId) : entry;
  }

  /** The entry that a line of cleanup is about: without one before it, the line is its first. */
  QueueEntry findOrCreate(LineHeader header, String queueId) {
    QueueEntry entry = find(header, queueId);
    return entry == null ? create(header, queueId) : entry;
  }

  /**
   * The entry that begins with this line. An older one with the same queue id is over; one of the
   * same second that was not removed before is the same, its lines came in the wrong order, or a
   * piece of the log is read again. Returns an entry that is {@code created()} only when the line
   * was seen before.
   */
  QueueEntry begin(LineHeader header, String queueId) {
    QueueEntry entry = table.first(queueId);
    while (entry != null) {
      long arrival = EntryTimes.creation(entry, header);
      QueueEntry next = entry.sameId();
      if (entry.host.equals(header.host())) {
        boolean same = header.instance().equals(entry.creator);
        boolean near = Math.abs(entry.firstSeenMicros - header.timeMicros()) <= DISORDER_MICROS;
        boolean mayBegin = entry.created() ? same && entry.identityMicros == arrival : near;
        if (mayBegin && !entry.isRemovedBefore(header)) {
          table.touch(entry, clock.now());
          return entry;
        }
        boolean sameInstance = same || entry.instance.equals(header.instance());
        if (sameInstance || entry.isEnded() || entry.drained) {
          closer.close(entry);
        }
      }
      entry = next;
    }
    return create(header, queueId);
  }

  /** A new entry that begins with this line, whatever was known of an older one. */
  QueueEntry replace(QueueEntry old, LineHeader header, String queueId) {
    closer.close(old);
    return create(header, queueId);
  }

  private QueueEntry create(LineHeader header, String queueId) {
    QueueEntry entry = open(header, queueId);
    setArrival(entry, header);
    return entry;
  }

  /** The entry of this host with this queue id, else the latest of any host; or null. */
  @Nullable QueueEntry findAnywhere(LineHeader header, String queueId) {
    QueueEntry entry = table.find(header.host(), header.instance(), queueId);
    return entry == null ? table.newest(queueId) : entry;
  }

  void add(QueueEntry entry, RecipientState recipient) {
    entry.recipients.add(recipient);
    table.grow(entry, 1);
  }

  /** The entry is in the queue, or is again. */
  void moveToQueued(QueueEntry entry) {
    table.move(entry, table.queued, clock.now());
  }

  /** The entry is over, as far as the log shows: it is kept for late lines only. */
  void moveToEnded(QueueEntry entry) {
    table.move(entry, table.ended, clock.now());
  }

  /** The entry began with this line. */
  static void setArrival(QueueEntry entry, LineHeader header) {
    long arrival = EntryTimes.creation(entry, header);
    entry.arrivalMicros = arrival;
    entry.identityMicros = arrival;
    entry.ageBaseMicros = arrival;
    entry.exactArrival = true;
    entry.secondUncertain = EntryTimes.isSecondUncertain(entry);
    entry.changed();
  }

  private QueueEntry open(LineHeader header, String queueId) {
    QueueEntry crowded = table.beyond(queueId, MAX_SAME_ID);
    if (crowded != null) {
      closer.giveUp(crowded, clock.now());
    }
    QueueEntry entry = table.create(header.host(), header.instance(), queueId, clock.now());
    entry.firstSeenMicros = header.timeMicros();
    entry.firstSeenResolution = header.resolutionMicros();
    return entry;
  }
}
