// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stories of an entry's recipients: one each, also for those that have no end. */
final class Deliveries {
  private Deliveries() {}

  /** A recipient's story told the moment its outcome is known: without the steps. */
  static Delivery finished(QueueEntry entry, RecipientState recipient, Delivery.Outcome outcome) {
    return of(entry, recipient, identity(entry, recipient), outcome, null, false);
  }

  /**
   * All of them, when no more is expected.
   *
   * @param identified false where nobody asks for identities
   */
  static List<Delivery> closed(QueueEntry entry, boolean identified) {
    RecipientState first = entry.recipients.first();
    if (first != null && first.next == null && entry.unnamedCount() == 0) {
      return List.of(closed(entry, first, identified));
    }
    List<Delivery> all = new ArrayList<>(entry.recipients.size() + 1);
    for (RecipientState r = first; r != null; r = r.next) {
      all.add(closed(entry, r, identified));
    }
    if (entry.unnamedCount() > 0) {
      Delivery.Outcome outcome =
          entry.unnamedOutcome != null ? entry.unnamedOutcome : undecided(entry, false);
      all.add(unnamed(entry, outcome, Steps.sharedWaits(entry)));
    }
    return all;
  }

  private static Delivery closed(QueueEntry entry, RecipientState r, boolean identified) {
    Delivery.Outcome outcome = r.outcome != null ? r.outcome : undecided(entry, true);
    EntryKey next = r.continuation == null ? null : r.continuation.child;
    if (r.outcome == null && entry.requeuedAs != null) {
      next = entry.requeuedAs;
    }
    return of(entry, r, identified ? identity(entry, r) : StepIdentity.NONE, outcome, next, true);
  }

  /** How a recipient stands that nothing was decided for. */
  private static Delivery.Outcome undecided(QueueEntry entry, boolean tried) {
    if (entry.ending == QueueEntry.Ending.REQUEUED) {
      return Delivery.Outcome.DEFERRED;
    }
    if (entry.isEnded()) {
      // The entry is gone, so there was an outcome; the line that told it is missing.
      return Delivery.Outcome.UNKNOWN;
    }
    if (Steps.isHeld(entry)) {
      return Delivery.Outcome.HELD;
    }
    return tried ? Delivery.Outcome.DEFERRED : Delivery.Outcome.UNKNOWN;
  }

  /** An outcome that no line told was there when the entry was removed. */
  private static long finishedAt(QueueEntry entry, Delivery.Outcome outcome, long toldMicros) {
    return outcome == Delivery.Outcome.UNKNOWN && toldMicros < 0 ? entry.removedMicros : toldMicros;
  }

  /** One story for all recipients that no line named. */
  static Delivery unnamed(QueueEntry entry, Delivery.Outcome outcome, List<Wait> waits) {
    boolean failed = outcome == Delivery.Outcome.BOUNCED || outcome == Delivery.Outcome.EXPIRED;
    return new Delivery(
        StepIdentity.of(entry, null, entry.unnamedDecidingLineMicros, StepIdentity.NO_DELAY),
        "",
        null,
        outcome,
        unnamedReason(entry, outcome),
        finishedAt(entry, outcome, entry.unnamedFinishedMicros),
        null,
        0,
        List.of(),
        waits,
        failed ? entry.failureNotification : null,
        outcome == Delivery.Outcome.DEFERRED ? entry.requeuedAs : null);
  }

  private static @Nullable FailureReason unnamedReason(QueueEntry entry, Delivery.Outcome outcome) {
    return outcome == Delivery.Outcome.DELETED && entry.ending == QueueEntry.Ending.DISCARDED
        ? FailureReason.CONTENT
        : null;
  }

  private static StepIdentity identity(QueueEntry entry, RecipientState r) {
    if (r.outcome == null) {
      return StepIdentity.of(entry, r, r.lastLineMicros, StepIdentity.NO_DELAY);
    }
    if (r.identity == null) {
      r.identity = StepIdentity.of(entry, r, r.decidingLineMicros, StepIdentity.NO_DELAY);
    }
    return r.identity;
  }

  private static Delivery of(
      QueueEntry entry,
      RecipientState r,
      StepIdentity identity,
      Delivery.Outcome outcome,
      @Nullable EntryKey next,
      boolean withSteps) {
    boolean failed = outcome == Delivery.Outcome.BOUNCED || outcome == Delivery.Outcome.EXPIRED;
    String notification =
        r.notificationQueueId != null ? r.notificationQueueId : entry.failureNotification;
    return new Delivery(
        identity,
        r.address,
        r.original,
        outcome,
        Steps.reason(entry, r, outcome),
        finishedAt(entry, outcome, r.finishedMicros),
        r.reply,
        r.attemptCount,
        withSteps ? r.attempts() : List.of(),
        withSteps ? r.waits() : List.of(),
        failed ? notification : null,
        next);
  }
}
