// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.LineHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits and decisions: the steps of an entry that are not attempts. */
final class Steps {
  private final Publication publication;
  private final int attemptsKept;

  Steps(Publication publication, int attemptsKept) {
    this.publication = publication;
    this.attemptsKept = attemptsKept;
  }

  int attemptsKept() {
    return attemptsKept;
  }

  /** When the present wait of a recipient began. */
  static long waitingSince(QueueEntry entry, RecipientState recipient) {
    return recipient.waitingSince >= 0 ? recipient.waitingSince : EntryTimes.queued(entry);
  }

  /** When the present wait of the recipients without a name began. */
  static long unnamedWaitingSince(QueueEntry entry) {
    return entry.unnamedWaitingSince >= 0 ? entry.unnamedWaitingSince : EntryTimes.queued(entry);
  }

  void waited(QueueEntry entry, RecipientState recipient, Wait wait) {
    recipient.keep(wait, attemptsKept);
    publication.waited(entry, wait);
  }

  /** A recipient that was not named until now takes over the waits of all. */
  void inherit(QueueEntry entry, RecipientState recipient) {
    recipient.waitingSince = entry.unnamedWaitingSince;
    if (entry.sharedWaits != null) {
      for (Wait wait : entry.sharedWaits) {
        recipient.keep(
            new Wait(
                wait.identity(),
                recipient.address,
                wait.kind(),
                wait.startMicros(),
                wait.endMicros(),
                wait.reason()),
            attemptsKept);
      }
    }
  }

  /**
   * Ends the waits of everybody who is still waiting, at a line that is no attempt. Waits without
   * length are not told. What begins afterwards begins at {@code at}.
   */
  void endWaits(QueueEntry entry, LineHeader header, long at) {
    boolean held = entry.heldSinceMicros >= 0;
    for (RecipientState r = entry.recipients.first(); r != null; r = r.next) {
      if (!r.isDecided()) {
        long since = waitingSince(entry, r);
        if (since < at) {
          Wait.Kind kind =
              held ? Wait.Kind.HOLD : r.attemptCount == 0 ? Wait.Kind.QUEUE : Wait.Kind.RETRY;
          FailureReason reason = kind == Wait.Kind.RETRY ? r.reason : null;
          StepIdentity identity =
              StepIdentity.of(entry, r, header.timeMicros(), StepIdentity.NO_DELAY);
          waited(entry, r, new Wait(identity, r.address, kind, since, at, reason));
        }
        r.waitingSince = Math.max(since, at);
      }
    }
    if (entry.unnamedCount() > 0) {
      endUnnamedWait(entry, header, at, held);
    }
  }

  private void endUnnamedWait(QueueEntry entry, LineHeader header, long at, boolean held) {
    long since = unnamedWaitingSince(entry);
    if (since >= 0 && since < at && (held || !entry.isMidLife())) {
      Wait.Kind kind = held ? Wait.Kind.HOLD : Wait.Kind.QUEUE;
      StepIdentity identity =
          StepIdentity.of(entry, null, header.timeMicros(), StepIdentity.NO_DELAY);
      Wait wait = new Wait(identity, "", kind, since, at, null);
      if (attemptsKept > 0) {
        entry.share(wait);
      }
      publication.waited(entry, wait);
    }
    entry.unnamedWaitingSince = Math.max(since, at);
  }

  /** A time for a line that is no attempt: within its stamp, after everything that went before. */
  static long timeOf(QueueEntry entry, LineHeader header) {
    long latest = Math.max(entry.arrivalMicros, unnamedWaitingSince(entry));
    for (RecipientState r = entry.recipients.first(); r != null; r = r.next) {
      latest = Math.max(latest, r.waitingSince);
    }
    return EntryTimes.within(latest, header);
  }

  /** The outcome for a recipient is known; later ones do not count. */
  void decide(
      QueueEntry entry,
      RecipientState recipient,
      Delivery.Outcome outcome,
      long at,
      long lineMicros) {
    if (recipient.isDecided()) {
      return;
    }
    recipient.outcome = outcome;
    recipient.finishedMicros = at;
    recipient.decidingLineMicros = lineMicros;
    entry.decidedCount++;
    publication.finished(entry, recipient, outcome);
  }

  /** Decides for every recipient that is left, also for those the log never named. */
  void decideRest(QueueEntry entry, LineHeader header, Delivery.Outcome outcome) {
    long at = timeOf(entry, header);
    endWaits(entry, header, at);
    for (RecipientState r = entry.recipients.first(); r != null; r = r.next) {
      decide(entry, r, outcome, at, header.timeMicros());
    }
    if (entry.unnamedOutcome == null && entry.unnamedCount() > 0) {
      entry.unnamedOutcome = outcome;
      entry.unnamedFinishedMicros = at;
      entry.unnamedDecidingLineMicros = header.timeMicros();
      publication.finishedUnnamed(entry, outcome);
    }
  }

  /** Nobody will know any more what becomes of the recipients that are left. */
  void giveUp(QueueEntry entry, long at) {
    for (RecipientState r = entry.recipients.first(); r != null; r = r.next) {
      decide(entry, r, Delivery.Outcome.UNKNOWN, at, r.lastLineMicros);
    }
    if (entry.unnamedOutcome == null && entry.unnamedCount() > 0) {
      entry.unnamedOutcome = Delivery.Outcome.UNKNOWN;
      entry.unnamedFinishedMicros = at;
      publication.finishedUnnamed(entry, Delivery.Outcome.UNKNOWN);
    }
  }

  /** The waits of recipients that were never named. */
  static List<Wait> sharedWaits(QueueEntry entry) {
    return entry.sharedWaits == null ? List.of() : new ArrayList<>(entry.sharedWaits);
  }

  static boolean isHeld(QueueEntry entry) {
    return entry.heldSinceMicros >= 0;
  }

  /** Why the recipient is not delivered, null when it is or nobody said. */
  static @Nullable FailureReason reason(
      QueueEntry entry, RecipientState recipient, Delivery.Outcome outcome) {
    return switch (outcome) {
      case BOUNCED, EXPIRED, DEFERRED -> recipient.reason;
      case DELETED -> entry.ending == QueueEntry.Ending.DISCARDED ? FailureReason.CONTENT : null;
      case DELIVERED, HELD, UNKNOWN -> null;
    };
  }
}
