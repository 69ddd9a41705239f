// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.QueueIdTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one queue entry so far. Plain state: {@link EntryEvents} changes it, {@link
 * Publication} decides when the outside is told. Epoch microseconds, -1 when unknown.
 */
final class QueueEntry extends Kept {
  /** Why the MTA has nothing left to do for an entry. */
  enum Ending {
    /** It has not ended. */
    NONE,
    REMOVED,
    DELETED,
    DISCARDED,
    REQUEUED,
    /** It never came into the queue. */
    REFUSED
  }

  /** The {@link #recipientCount} of an entry that was not seen in the queue yet. */
  static final int NOT_COUNTED = -1;

  /** The same of one that goes to another recipient: qmgr(8) still counts those it replaced. */
  static final int REDIRECTED = -2;

  final String id;
  final String host;

  /** Microsecond of the second in a short queue id, -1 without one. */
  final int shortIdMicros;

  /** Epoch microseconds in a long queue id, -1 without one. */
  final long longIdMicros;

  /** Changes to that of cleanup and the queue manager, whose name is the instance's own. */
  String instance;

  /** Its place among the entries that were put aside, where those are stored. */
  long asideOrder;

  /** It counts as so many things in the table's bound. */
  int weight = 1;

  // How it began.
  /**
   * Instance name in the line that created it, null while that line was not seen: a client or a
   * local user handed the message over.
   */
  @Nullable String creator;

  /** Stamp of the first line about it, and its resolution. */
  long firstSeenMicros;

  int firstSeenResolution;

  long arrivalMicros = -1;

  /** What makes the identity of a short queue id unique: the arrival as its first line had it. */
  long identityMicros = -1;

  boolean exactArrival;

  /** The arrival may be one second later, see {@link EntryTimes#isSecondUncertain}. */
  boolean secondUncertain;

  /** What {@code delay=} counts from: the arrival, for requeued mail that of the first entry. */
  long ageBaseMicros = -1;

  /** Stamp of the line that put it into the queue for the first time, and its resolution. */
  long queuedLineMicros = -1;

  int queuedResolution = 1;

  // What it is.
  boolean messageIdKnown;
  @Nullable String messageId;

  /** Process that wrote it. No snapshot holds it: others of the message follow at once. */
  int messageIdPid;

  @Nullable String traceparent;
  @Nullable String sender;
  long sizeBytes = -1;

  /** How many the envelope names; {@link #NOT_COUNTED} or {@link #REDIRECTED}. */
  int recipientCount = NOT_COUNTED;

  @Nullable String clientName;
  @Nullable String clientAddress;
  boolean authenticated;
  boolean local;

  /**
   * The line that created it came once more after its end. No snapshot holds it: the Message-ID
   * follows at once.
   */
  boolean begunAgain;

  // Where it comes from.
  Entry.@Nullable Previous previous;
  @Nullable Origin origin;

  /** The entry before it, only while that one is itself held back. */
  @Nullable QueueEntry parent;

  Entry.@Nullable Relation parentRelation;

  /** Entries whose {@link #parent} is this one. */
  @Nullable List<QueueEntry> children;

  /** Another entry with the same Message-ID was on its way when this one came: its next hop? */
  boolean predecessorLikely;

  /** The line with which the entry before it announced it was seen. */
  boolean announced;

  // Where it goes.
  @Nullable Continuation continuations;
  @Nullable EntryKey requeuedAs;
  @Nullable String failureNotification;

  /** It counts among the entries under way with its Message-ID. */
  boolean underWay;

  /** It is among those that {@link Resubmissions} may yet find to have been given back. */
  boolean awaitsRun;

  // How it stands.
  boolean inQueue;

  /** It was put on hold while being received: the rest of the message may still be refused. */
  boolean mayBeRefused;

  boolean expired;
  Ending ending = Ending.NONE;

  /** Stamp of the line that it was removed, see {@link #isRemovedBefore}; no snapshot holds it. */
  long removedLineMicros = Long.MAX_VALUE;

  /**
   * When it was removed without an answer for some recipient: lines are missing, or a milter
   * deleted the recipient. Only where nobody hears of single steps: an outcome that is told at the
   * end has no time there. No snapshot holds it.
   */
  long removedMicros = -1;

  /**
   * It only asks whether recipients can be delivered to; for the story at its end, so that no
   * snapshot holds it.
   */
  boolean probed;

  /** All recipients are decided, the line that it was removed is missing yet. */
  boolean drained;

  boolean closed;
  long heldSinceMicros = -1;
  final Recipients recipients = new Recipients();
  int decidedCount;

  /** The decision for recipients that no attempt ever named. */
  Delivery.@Nullable Outcome unnamedOutcome;

  long unnamedFinishedMicros = -1;
  long unnamedDecidingLineMicros = Long.MIN_VALUE;

  /** When the present wait of recipients not yet named began, -1 when with the queue. */
  long unnamedWaitingSince = -1;

  /** Waits of all recipients, over before the log named any. */
  @Nullable List<Wait> sharedWaits;

  @Nullable HostFailures hostFailures;

  // What the outside knows.
  boolean published;
  boolean graceOver;

  /** In {@link Publication#waiting()}. */
  boolean waits;

  long deadlineMicros;

  /** Steps that wait until it is published. */
  @Nullable List<Record> pending;

  private @Nullable Entry snapshot;

  QueueEntry(String host, String instance, String queueId, long sequence) {
    super(queueId, IdTable.hash(queueId), sequence);
    this.id = queueId;
    this.host = host;
    this.instance = instance;
    shortIdMicros = QueueIdTime.shortIdMicros(queueId);
    longIdMicros = QueueIdTime.longIdMicros(queueId);
  }

  /** The next entry with this queue id; only while {@link EntryTable#first} has just answered. */
  @Nullable QueueEntry sameId() {
    return (QueueEntry) next(id);
  }

  EntryKey key() {
    return new EntryKey(host, instance, id);
  }

  /** The line that created it was seen. */
  boolean created() {
    return creator != null;
  }

  /** Takes over how another one began. */
  void beginLike(QueueEntry other) {
    creator = other.creator;
    clientName = other.clientName;
    clientAddress = other.clientAddress;
    authenticated = other.authenticated;
    local = other.local;
  }

  /** The log began after the entry did. */
  boolean isMidLife() {
    return creator == null && !messageIdKnown;
  }

  boolean isEnded() {
    return ending != Ending.NONE;
  }

  /**
   * The line is of another entry: it has a later stamp than the removal, which is the last line.
   */
  boolean isRemovedBefore(LineHeader header) {
    return header.timeMicros() > removedLineMicros;
  }

  boolean hasUndecided() {
    return decidedCount < recipients.size();
  }

  /** Recipients in the queue that the log has not named; 1 when their number is not known. */
  int unnamedCount() {
    if (recipientCount < 0) {
      return recipients.size() == 0 ? 1 : 0;
    }
    return Math.max(0, recipientCount - recipients.size());
  }

  /** Everybody the entry is for got an answer. */
  boolean isFinished() {
    return inQueue && recipients.size() > 0 && unnamedCount() == 0 && !hasUndecided();
  }

  void addChild(QueueEntry child) {
    if (children == null) {
      children = new ArrayList<>(2);
    }
    children.add(child);
  }

  void share(Wait wait) {
    if (sharedWaits == null) {
      sharedWaits = new ArrayList<>(2);
    }
    sharedWaits.add(wait);
  }

  /** What tells it from all others; only while its arrival is known. */
  EntryIdentity identity() {
    return new EntryIdentity(
        host,
        id,
        longIdMicros >= 0 ? EntryIdentity.NO_SECOND : Math.floorDiv(identityMicros, 1_000_000));
  }

  /** The immutable picture of it, kept until {@link #changed()}. */
  Entry snapshot() {
    Entry result = snapshot;
    if (result == null) {
      if (origin == null) {
        origin = ownOrigin();
      }
      result =
          new Entry(
              key(),
              origin,
              identity(),
              arrivalMicros,
              EntryTimes.queued(this),
              exactArrival,
              messageId,
              sender,
              sizeBytes,
              Math.max(NOT_COUNTED, recipientCount),
              clientName,
              clientAddress,
              previous);
      snapshot = result;
    }
    return result;
  }

  /** Forgets the picture: something in it changed, or it is not needed for a long time. */
  void changed() {
    snapshot = null;
  }

  /** What the entry has for its origin when it continues no other one. */
  Origin ownOrigin() {
    return new Origin(
        key(),
        arrivalMicros,
        messageId,
        traceparent,
        clientName,
        clientAddress,
        authenticated,
        local);
  }
}
