// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.ValueReader.damaged;
import static io.github.otelmail.bridge.tracker.ValueReader.index;
import static io.github.otelmail.bridge.tracker.ValueReader.present;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SnapshotWriter} wrote into an empty tracker. */
final class SnapshotReader {
  private final DataInput in;
  private final ValueReader values;

  SnapshotReader(DataInput in) {
    this.in = in;
    values = new ValueReader(in);
  }

  void read(Tracker tracker) throws IOException {
    if (in.readInt() != SnapshotWriter.MAGIC) {
      throw damaged("it does not begin like one");
    }
    int version = in.readInt();
    if (version != SnapshotWriter.VERSION) {
      throw new IOException(
          "The tracker's snapshot has version "
              + version
              + ", this program reads version "
              + SnapshotWriter.VERSION
              + ": delete it to start anew");
    }
    tracker.clock.restore(in.readLong(), in.readInt());
    EntryTable table = tracker.table;
    table.restore(in.readLong());
    int receiving = values.count();
    int queued = values.count();
    int ended = values.count();
    List<QueueEntry> all = new ArrayList<>();
    entries(receiving, table.receiving, tracker, all);
    entries(queued, table.queued, tracker, all);
    entries(ended, table.ended, tracker, all);
    for (QueueEntry entry : all) {
      family(entry, all);
    }
    int waiting = values.count();
    for (int i = 0; i < waiting; i++) {
      tracker.publication.restore(all.get(index(in.readInt(), all.size())));
    }
  }

  private void entries(int count, EntryList list, Tracker tracker, List<QueueEntry> all)
      throws IOException {
    for (int i = 0; i < count; i++) {
      QueueEntry entry = beginning();
      long touched = entry.touchedMicros;
      message(entry);
      boolean underWay = standing(entry);
      recipients(entry, tracker.links);
      tracker.table.insert(entry, list, touched);
      if (underWay) {
        tracker.links.index(entry);
      }
      all.add(entry);
    }
  }

  private QueueEntry beginning() throws IOException {
    String host = values.someSharedText();
    String instance = values.someSharedText();
    String queueId = values.someText();
    QueueEntry e = new QueueEntry(host, instance, queueId, in.readLong());
    e.touchedMicros = in.readLong();
    e.weight = in.readInt();
    e.creator = values.sharedText();
    e.firstSeenMicros = in.readLong();
    e.firstSeenResolution = in.readInt();
    e.arrivalMicros = in.readLong();
    e.identityMicros = in.readLong();
    e.exactArrival = in.readBoolean();
    e.secondUncertain = in.readBoolean();
    e.ageBaseMicros = in.readLong();
    e.queuedLineMicros = in.readLong();
    e.queuedResolution = in.readInt();
    return e;
  }

  private void message(QueueEntry e) throws IOException {
    e.messageIdKnown = in.readBoolean();
    e.messageId = values.text();
    e.traceparent = values.text();
    e.sender = values.sharedText();
    e.sizeBytes = in.readLong();
    e.recipientCount = in.readInt();
    e.clientName = values.sharedText();
    e.clientAddress = values.sharedText();
    e.authenticated = in.readBoolean();
    e.local = in.readBoolean();
    e.previous = values.previous();
    e.origin = values.origin();
    e.predecessorLikely = in.readBoolean();
    e.announced = in.readBoolean();
    e.requeuedAs = values.key();
    e.failureNotification = values.text();
  }

  /** Returns whether the entry counts among those under way. */
  private boolean standing(QueueEntry e) throws IOException {
    e.inQueue = in.readBoolean();
    e.mayBeRefused = in.readBoolean();
    e.expired = in.readBoolean();
    e.ending = present(values.choice(QueueEntry.Ending.class));
    e.drained = in.readBoolean();
    boolean underWay = in.readBoolean();
    e.heldSinceMicros = in.readLong();
    e.unnamedOutcome = values.outcome();
    e.unnamedFinishedMicros = in.readLong();
    e.unnamedDecidingLineMicros = in.readLong();
    e.unnamedWaitingSince = in.readLong();
    e.sharedWaits = values.list(values::waiting);
    List<HostFailures.Failures> failures = values.list(this::hostFailures);
    if (failures != null) {
      e.hostFailures = new HostFailures();
      e.hostFailures.byProcess.addAll(failures);
    }
    e.published = in.readBoolean();
    e.graceOver = in.readBoolean();
    e.deadlineMicros = in.readLong();
    e.pending = values.list(this::step);
    return underWay;
  }

  private HostFailures.Failures hostFailures() throws IOException {
    HostFailures.Failures failures = new HostFailures.Failures(in.readInt());
    failures.texts.addAll(present(values.list(values::someText)));
    failures.lineMicros = in.readLong();
    failures.delayMicros = in.readLong();
    return failures;
  }

  private Record step() throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case SnapshotWriter.STEP_WAIT -> values.waiting();
      case SnapshotWriter.STEP_ATTEMPT -> values.attempt();
      case SnapshotWriter.STEP_DELIVERY -> values.delivery();
      default -> throw damaged("a step of kind " + kind);
    };
  }

  private void recipients(QueueEntry e, Links links) throws IOException {
    List<Continuation> continuations = present(values.list(() -> continuation(e, links)));
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

  private Continuation continuation(QueueEntry parent, Links links) throws IOException {
    Continuation c =
        new Continuation(parent, values.someText(), present(values.relation()), in.readLong());
    c.child = values.key();
    if (in.readBoolean()) {
      links.restore(c);
    }
    return c;
  }

  private RecipientState recipient(List<Continuation> continuations) throws IOException {
    RecipientState r = new RecipientState(values.someText(), values.text());
    r.attemptCount = in.readInt();
    r.waitingSince = in.readLong();
    r.lastLineMicros = in.readLong();
    r.lastDelayMicros = in.readLong();
    r.reason = values.reason();
    r.reply = values.reply();
    r.outcome = values.outcome();
    r.finishedMicros = in.readLong();
    r.decidingLineMicros = in.readLong();
    int continuation = in.readInt();
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

  private void family(QueueEntry e, List<QueueEntry> all) throws IOException {
    e.parent = entry(in.readInt(), all);
    e.parentRelation = values.relation();
    List<Integer> children = values.list(in::readInt);
    if (children != null) {
      for (int child : children) {
        QueueEntry entry = entry(child, all);
        if (entry != null) {
          e.addChild(entry);
        }
      }
    }
  }

  private static @Nullable QueueEntry entry(int number, List<QueueEntry> all) throws IOException {
    return number < 0 ? null : all.get(index(number, all.size()));
  }
}
