// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes all that is known of an entry, but not its places in lists and which entries it came from
 * and leads to. {@link EntryReader} is its other half: a change of one needs the same of the other
 * and a new {@link SnapshotWriter#VERSION}.
 */
final class EntryWriter {
  static final byte STEP_WAIT = 0;
  static final byte STEP_ATTEMPT = 1;
  static final byte STEP_DELIVERY = 2;

  private final DataOutput out;
  private final ValueWriter values;
  private final Predicate<Continuation> isAnnounced;

  /**
   * @param isAnnounced whether a continuation is the one that was announced last
   */
  EntryWriter(DataOutput out, SharedTexts shared, Predicate<Continuation> isAnnounced) {
    this.out = out;
    this.values = new ValueWriter(out, shared);
    this.isAnnounced = isAnnounced;
  }

  ValueWriter values() {
    return values;
  }

  void write(QueueEntry entry) throws IOException {
    beginning(entry);
    message(entry);
    standing(entry);
    recipients(entry);
  }

  private void beginning(QueueEntry e) throws IOException {
    values.begin();
    values.text(e.id);
    values.sharedText(e.host);
    values.sharedText(e.instance);
    values.number(e.weight);
    values.sharedText(e.creator);
    values.time(e.firstSeenMicros);
    values.number(e.firstSeenResolution);
    values.time(e.arrivalMicros);
    values.time(e.identityMicros);
    out.writeBoolean(e.exactArrival);
    out.writeBoolean(e.secondUncertain);
    values.time(e.ageBaseMicros);
    values.time(e.queuedLineMicros);
    values.number(e.queuedResolution);
  }

  private void message(QueueEntry e) throws IOException {
    out.writeBoolean(e.messageIdKnown);
    values.text(e.messageId);
    values.text(e.traceparent);
    values.sharedText(e.sender);
    values.number(e.sizeBytes);
    values.number(e.recipientCount);
    values.sharedText(e.clientName);
    values.sharedText(e.clientAddress);
    out.writeBoolean(e.authenticated);
    out.writeBoolean(e.local);
    values.previous(e.previous);
    boolean own = e.origin != null && e.origin.equals(e.ownOrigin());
    out.writeBoolean(own);
    if (!own) {
      values.origin(e.origin);
    }
    out.writeBoolean(e.predecessorLikely);
    out.writeBoolean(e.announced);
    values.key(e.requeuedAs);
    values.text(e.failureNotification);
  }

  private void standing(QueueEntry e) throws IOException {
    out.writeBoolean(e.inQueue);
    out.writeBoolean(e.mayBeRefused);
    out.writeBoolean(e.expired);
    values.choice(e.ending);
    out.writeBoolean(e.drained);
    out.writeBoolean(e.underWay);
    values.time(e.heldSinceMicros);
    values.choice(e.unnamedOutcome);
    values.time(e.unnamedFinishedMicros);
    values.time(e.unnamedDecidingLineMicros);
    values.time(e.unnamedWaitingSince);
    values.list(e.sharedWaits, values::waiting);
    values.list(e.hostFailures == null ? null : e.hostFailures.byProcess, this::hostFailures);
    out.writeBoolean(e.published);
    out.writeBoolean(e.graceOver);
    values.time(e.deadlineMicros);
    values.list(e.pending, this::step);
  }

  private void hostFailures(HostFailures.Failures failures) throws IOException {
    values.number(failures.pid);
    values.list(failures.texts, values::text);
    values.time(failures.lineMicros);
    values.number(failures.delayMicros);
  }

  private void step(Record step) throws IOException {
    if (step instanceof Wait wait) {
      out.writeByte(STEP_WAIT);
      values.waiting(wait);
    } else if (step instanceof Attempt attempt) {
      out.writeByte(STEP_ATTEMPT);
      values.attempt(attempt);
    } else if (step instanceof Delivery delivery) {
      out.writeByte(STEP_DELIVERY);
      values.delivery(delivery);
    }
  }

  private void recipients(QueueEntry e) throws IOException {
    Map<Continuation, Integer> places = new HashMap<>();
    List<Continuation> continuations = new ArrayList<>();
    for (Continuation c = e.continuations; c != null; c = c.next) {
      places.put(c, continuations.size());
      continuations.add(c);
    }
    values.list(continuations, this::continuation);
    values.number(e.recipients.size());
    for (RecipientState r = e.recipients.first(); r != null; r = r.next) {
      recipient(r, r.continuation == null ? -1 : places.getOrDefault(r.continuation, -1));
    }
  }

  private void continuation(Continuation c) throws IOException {
    values.text(c.id);
    values.choice(c.relation);
    values.time(c.atMicros);
    values.key(c.child);
    if (c.relation == Entry.Relation.RESUBMITTED) {
      values.number(c.pid);
      values.number(c.delayMicros);
    }
    out.writeBoolean(isAnnounced.test(c));
  }

  private void recipient(RecipientState r, int continuation) throws IOException {
    values.text(r.address);
    values.text(r.original);
    values.number(r.attemptCount);
    values.time(r.waitingSince);
    values.time(r.lastLineMicros);
    values.number(r.lastDelayMicros);
    values.reason(r.reason);
    values.reply(r.reply, r.address);
    values.choice(r.outcome);
    values.time(r.finishedMicros);
    values.time(r.decidingLineMicros);
    values.number(continuation);
    values.text(r.notificationQueueId);
    values.list(r.attempts(), values::attempt);
    values.list(r.waits(), values::waiting);
  }
}
