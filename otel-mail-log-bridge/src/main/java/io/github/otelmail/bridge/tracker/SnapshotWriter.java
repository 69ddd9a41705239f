// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tracker's whole state. Entries come list by list in the order of each list; references
 * between entries are numbers in that order. {@link SnapshotReader} is its other half: a change of
 * one needs the same of the other and a new {@link #VERSION}.
 */
final class SnapshotWriter {
  static final int MAGIC = 0x6f6d7472;
  static final int VERSION = 2;

  static final byte STEP_WAIT = 0;
  static final byte STEP_ATTEMPT = 1;
  static final byte STEP_DELIVERY = 2;

  private final DataOutput out;
  private final ValueWriter values;
  private final IdentityHashMap<QueueEntry, Integer> numbers = new IdentityHashMap<>();

  SnapshotWriter(DataOutput out) {
    this.out = out;
    values = new ValueWriter(out);
  }

  void write(Tracker tracker) throws IOException {
    EntryTable table = tracker.table;
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeLong(tracker.clock.now());
    out.writeInt(tracker.clock.linesBehind());
    out.writeLong(table.nextSequence());
    List<QueueEntry> all = new ArrayList<>(table.size());
    for (EntryList list : List.of(table.receiving, table.queued, table.ended)) {
      int before = all.size();
      for (QueueEntry e = list.oldest(); e != null; e = e.newer) {
        numbers.put(e, all.size());
        all.add(e);
      }
      out.writeInt(all.size() - before);
    }
    for (QueueEntry entry : all) {
      beginning(entry);
      message(entry);
      standing(entry);
      recipients(entry, tracker.links);
    }
    for (QueueEntry entry : all) {
      family(entry);
    }
    out.writeInt(tracker.publication.waiting().size());
    for (QueueEntry entry : tracker.publication.waiting()) {
      out.writeInt(number(entry));
    }
  }

  private int number(@Nullable QueueEntry entry) {
    Integer number = entry == null ? null : numbers.get(entry);
    return number == null ? -1 : number;
  }

  private void beginning(QueueEntry e) throws IOException {
    values.sharedText(e.host);
    values.sharedText(e.instance);
    values.text(e.id);
    out.writeLong(e.sequence);
    out.writeLong(e.touchedMicros);
    out.writeInt(e.weight);
    values.sharedText(e.creator);
    out.writeLong(e.firstSeenMicros);
    out.writeInt(e.firstSeenResolution);
    out.writeLong(e.arrivalMicros);
    out.writeLong(e.identityMicros);
    out.writeBoolean(e.exactArrival);
    out.writeBoolean(e.secondUncertain);
    out.writeLong(e.ageBaseMicros);
    out.writeLong(e.queuedLineMicros);
    out.writeInt(e.queuedResolution);
  }

  private void message(QueueEntry e) throws IOException {
    out.writeBoolean(e.messageIdKnown);
    values.text(e.messageId);
    values.text(e.traceparent);
    values.sharedText(e.sender);
    out.writeLong(e.sizeBytes);
    out.writeInt(e.recipientCount);
    values.sharedText(e.clientName);
    values.sharedText(e.clientAddress);
    out.writeBoolean(e.authenticated);
    out.writeBoolean(e.local);
    values.previous(e.previous);
    values.origin(e.origin);
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
    out.writeLong(e.heldSinceMicros);
    values.choice(e.unnamedOutcome);
    out.writeLong(e.unnamedFinishedMicros);
    out.writeLong(e.unnamedDecidingLineMicros);
    out.writeLong(e.unnamedWaitingSince);
    values.list(e.sharedWaits, values::waiting);
    values.list(e.hostFailures == null ? null : e.hostFailures.byProcess, this::hostFailures);
    out.writeBoolean(e.published);
    out.writeBoolean(e.graceOver);
    out.writeLong(e.deadlineMicros);
    values.list(e.pending, this::step);
  }

  private void hostFailures(HostFailures.Failures failures) throws IOException {
    out.writeInt(failures.pid);
    values.list(failures.texts, values::text);
    out.writeLong(failures.lineMicros);
    out.writeLong(failures.delayMicros);
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

  private void recipients(QueueEntry e, Links links) throws IOException {
    Map<Continuation, Integer> places = new HashMap<>();
    List<Continuation> continuations = new ArrayList<>();
    for (Continuation c = e.continuations; c != null; c = c.next) {
      places.put(c, continuations.size());
      continuations.add(c);
    }
    values.list(continuations, c -> continuation(c, links));
    out.writeInt(e.recipients.size());
    for (RecipientState r = e.recipients.first(); r != null; r = r.next) {
      recipient(r, r.continuation == null ? -1 : places.getOrDefault(r.continuation, -1));
    }
  }

  private void continuation(Continuation c, Links links) throws IOException {
    values.text(c.id);
    values.choice(c.relation);
    out.writeLong(c.atMicros);
    values.key(c.child);
    out.writeBoolean(links.announced(c.id) == c);
  }

  private void recipient(RecipientState r, int continuation) throws IOException {
    values.text(r.address);
    values.text(r.original);
    out.writeInt(r.attemptCount);
    out.writeLong(r.waitingSince);
    out.writeLong(r.lastLineMicros);
    out.writeLong(r.lastDelayMicros);
    values.reason(r.reason);
    values.reply(r.reply);
    values.choice(r.outcome);
    out.writeLong(r.finishedMicros);
    out.writeLong(r.decidingLineMicros);
    out.writeInt(continuation);
    values.text(r.notificationQueueId);
    values.list(r.attempts(), values::attempt);
    values.list(r.waits(), values::waiting);
  }

  private void family(QueueEntry e) throws IOException {
    out.writeInt(number(e.parent));
    values.choice(e.parentRelation);
    values.list(e.children, child -> out.writeInt(number(child)));
  }
}
