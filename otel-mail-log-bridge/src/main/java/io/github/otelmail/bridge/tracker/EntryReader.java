// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.ValueReader.damaged;
import static io.github.otelmail.bridge.tracker.ValueReader.index;
import static io.github.otelmail.bridge.tracker.ValueReader.present;

import java.io.DataInput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Reads what {@link EntryWriter} wrote. */
final class EntryReader {
  private final DataInput in;
  private final ValueReader values;
  private final Consumer<Continuation> announced;

  /**
   * @param announced told of the continuations that were announced last
   */
  EntryReader(DataInput in, SharedTexts shared, Consumer<Continuation> announced) {
    this.in = in;
    this.values = new ValueReader(in, shared);
    this.announced = announced;
  }

  ValueReader values() {
    return values;
  }

  /** The entry, in no table and no list. */
  QueueEntry read(long sequence) throws IOException {
    QueueEntry entry = beginning(sequence);
    message(entry);
    standing(entry);
    recipients(entry);
    return entry;
  }

  private QueueEntry beginning(long sequence) throws IOException {
    values.begin();
    String queueId = values.someText();
    String host = values.someSharedText();
    String instance = values.someSharedText();
    QueueEntry e = new QueueEntry(host, instance, queueId, sequence);
    e.weight = values.integer();
    e.creator = values.sharedText();
    e.firstSeenMicros = values.time();
    e.firstSeenResolution = values.integer();
    e.arrivalMicros = values.time();
    e.identityMicros = values.time();
    e.exactArrival = in.readBoolean();
    e.secondUncertain = in.readBoolean();
    e.ageBaseMicros = values.time();
    e.queuedLineMicros = values.time();
    e.queuedResolution = values.integer();
    return e;
  }

  private void message(QueueEntry e) throws IOException {
    e.messageIdKnown = in.readBoolean();
    e.messageId = values.text();
    e.traceparent = values.text();
    e.sender = values.sharedText();
    e.sizeBytes = values.number();
    e.recipientCount = values.integer();
    e.clientName = values.sharedText();
    e.clientAddress = values.sharedText();
    e.authenticated = in.readBoolean();
    e.local = in.readBoolean();
    e.previous = values.previous();
    e.origin = in.readBoolean() ? e.ownOrigin() : values.origin();
    e.predecessorLikely = in.readBoolean();
    e.announced = in.readBoolean();
    e.requeuedAs = values.key();
    e.failureNotification = values.text();
  }

  private void standing(QueueEntry e) throws IOException {
    e.inQueue = in.readBoolean();
    e.mayBeRefused = in.readBoolean();
    e.expired = in.readBoolean();
    e.ending = present(values.choice(QueueEntry.Ending.class));
    e.drained = in.readBoolean();
    e.underWay = in.readBoolean();
    e.heldSinceMicros = values.time();
    e.unnamedOutcome = values.outcome();
    e.unnamedFinishedMicros = values.time();
    e.unnamedDecidingLineMicros = values.time();
    e.unnamedWaitingSince = values.time();
    e.sharedWaits = values.list(values::waiting);
    List<HostFailures.Failures> failures = values.list(this::hostFailures);
    if (failures != null) {
      e.hostFailures = new HostFailures();
      e.hostFailures.byProcess.addAll(failures);
    }
    e.published = in.readBoolean();
    e.graceOver = in.readBoolean();
    e.deadlineMicros = values.time();
    e.pending = values.list(this::step);
  }

  private HostFailures.Failures hostFailures() throws IOException {
    HostFailures.Failures failures = new HostFailures.Failures(values.integer());
    failures.texts.addAll(present(values.list(values::someText)));
    failures.lineMicros = values.time();
    failures.delayMicros = values.number();
    return failures;
  }

  private Record step() throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case EntryWriter.STEP_WAIT -> values.waiting();
      case EntryWriter.STEP_ATTEMPT -> values.attempt();
      case EntryWriter.STEP_DELIVERY -> values.delivery();
      default -> throw damaged("a step of kind " + kind);
    };
  }

  private void recipients(QueueEntry e) throws IOException {
    List<Continuation> continuations = present(values.list(() -> continuation(e)));
    Continuation last = null;
    for (Continuation c : continuations) {
      if (last == null) {
        e.continuations = c;
      } else {
        last.next = c;
      }
      last = c;
    }
    int count = values.count();
    for (int i = 0; i < count; i++) {
      RecipientState r = recipient(continuations);
      e.recipients.add(r);
      if (r.isDecided()) {
        e.decidedCount++;
      }
    }
  }

  private Continuation continuation(QueueEntry parent) throws IOException {
    Continuation c =
        new Continuation(parent, values.someText(), present(values.relation()), values.time());
    c.child = values.key();
    if (c.relation == Entry.Relation.RESUBMITTED) {
      c.pid = values.integer();
      c.delayMicros = values.number();
    }
    if (in.readBoolean()) {
      announced.accept(c);
    }
    return c;
  }

  private RecipientState recipient(List<Continuation> continuations) throws IOException {
    RecipientState r = new RecipientState(values.someText(), values.text());
    r.attemptCount = values.integer();
    r.waitingSince = values.time();
    r.lastLineMicros = values.time();
    r.lastDelayMicros = values.number();
    r.reason = values.reason();
    r.reply = values.reply(r.address);
    r.outcome = values.outcome();
    r.finishedMicros = values.time();
    r.decidingLineMicros = values.time();
    int continuation = values.integer();
    if (continuation >= 0) {
      r.continuation = continuations.get(index(continuation, continuations.size()));
    }
    r.notificationQueueId = values.text();
    for (Attempt attempt : present(values.list(values::attempt))) {
      r.keep(attempt, Integer.MAX_VALUE);
    }
    for (Wait wait : present(values.list(values::waiting))) {
      r.keep(wait, Integer.MAX_VALUE);
    }
    return r;
  }
}
