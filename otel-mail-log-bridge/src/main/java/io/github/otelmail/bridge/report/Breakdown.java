// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.StepIdentity;
import io.github.otelmail.bridge.tracker.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the time of one delivery divides into stages, microseconds. One instance is used for many
 * deliveries, one after the other.
 */
final class Breakdown {
  private final EnumSums<Stage> stages = new EnumSums<>(Stage.class);
  private final EnumSums<FailureReason> retries = new EnumSums<>(FailureReason.class);

  /**
   * Takes in a delivery, forgetting the one before.
   *
   * @param sentMicros when the application made the message, -1 when unknown
   * @param nowMicros the time up to which a delivery that is not over has waited
   */
  void set(Entry entry, Delivery delivery, long sentMicros, long nowMicros) {
    if (stages.of(Stage.RETRY) > 0) {
      retries.clear();
    }
    stages.clear();
    if (isFirst(entry)) {
      if (sentMicros >= 0) {
        add(Stage.HAND_OVER, entry.arrivalMicros() - sentMicros);
      }
      add(Stage.BEFORE_QUEUE, entry.queuedMicros() - entry.arrivalMicros());
    }
    List<Wait> waits = delivery.waits();
    for (int i = 0; i < waits.size(); i++) {
      Wait wait = waits.get(i);
      addWait(wait.kind(), wait.reason(), wait.endMicros() - wait.startMicros());
    }
    List<Attempt> attempts = delivery.attempts();
    for (int i = 0; i < attempts.size(); i++) {
      addAttempt(attempts.get(i));
    }
    if (isFirst(entry) && !attempts.isEmpty()) {
      splitQueue(entry, attempts.get(0));
    }
    Wait open = openWait(entry, delivery, nowMicros);
    if (open != null) {
      addWait(open.kind(), open.reason(), open.endMicros() - open.startMicros());
    }
  }

  /** The time in a stage. */
  long of(Stage stage) {
    return stages.of(stage);
  }

  /** The part of {@link Stage#RETRY} that followed failures of this class. */
  long ofRetry(FailureReason reason) {
    return retries.of(reason);
  }

  /**
   * What a delivery that is not over waits for now, up to {@code nowMicros}; null for one that is
   * over, went on as another entry, or of which nothing is known.
   */
  static @Nullable Wait openWait(Entry entry, Delivery delivery, long nowMicros) {
    boolean waits =
        delivery.next() == null
            && delivery.finishedMicros() < 0
            && (delivery.outcome() == Delivery.Outcome.DEFERRED
                || delivery.outcome() == Delivery.Outcome.HELD);
    if (!waits) {
      return null;
    }
    long since = entry.queuedMicros();
    List<Wait> ended = delivery.waits();
    if (!ended.isEmpty()) {
      since = Math.max(since, ended.get(ended.size() - 1).endMicros());
    }
    Attempt last = null;
    if (!delivery.attempts().isEmpty()) {
      last = delivery.attempts().get(delivery.attempts().size() - 1);
      since = Math.max(since, last.endMicros());
    }
    Wait.Kind kind = Wait.Kind.RETRY;
    if (delivery.outcome() == Delivery.Outcome.HELD) {
      kind = Wait.Kind.HOLD;
    } else if (last == null) {
      kind = Wait.Kind.QUEUE;
    }
    FailureReason reason = last == null || kind != Wait.Kind.RETRY ? null : last.reason();
    return new Wait(
        StepIdentity.NONE, delivery.recipient(), kind, since, Math.max(since, nowMicros), reason);
  }

  /** True when no entry of the same log came before: only then is its arrival the message's. */
  static boolean isFirst(Entry entry) {
    Entry.Previous previous = entry.previous();
    return previous == null
        || (previous.identity() == null && previous.relation() != Entry.Relation.NOTIFICATION);
  }

  /**
   * The first attempt tells more exactly than whole seconds of a log when the entry entered the
   * active queue: so long before its start as the delivery agent was waited for.
   */
  private void splitQueue(Entry entry, Attempt first) {
    if (first.number() != 1 || first.queueManagerMicros() < 0) {
      return;
    }
    long active = first.startMicros() - first.queueManagerMicros();
    long before = Math.min(of(Stage.QUEUE), active - entry.queuedMicros());
    if (before > 0) {
      stages.add(Stage.QUEUE, -before);
      stages.add(Stage.BEFORE_QUEUE, before);
    }
  }

  private void addAttempt(Attempt attempt) {
    long whole = Math.max(0, attempt.endMicros() - attempt.startMicros());
    if (attempt.connectMicros() < 0 && attempt.transmitMicros() < 0) {
      add(Stage.TRANSMISSION, whole);
      return;
    }
    add(Stage.CONNECTION, attempt.connectMicros());
    add(Stage.TRANSMISSION, attempt.transmitMicros());
  }

  private void addWait(Wait.Kind kind, @Nullable FailureReason reason, long micros) {
    switch (kind) {
      case QUEUE -> add(Stage.QUEUE, micros);
      case HOLD -> add(Stage.HELD, micros);
      case RETRY -> {
        add(Stage.RETRY, micros);
        retries.add(reason == null ? FailureReason.OTHER : reason, Math.max(0, micros));
      }
    }
  }

  private void add(Stage stage, long micros) {
    stages.add(stage, Math.max(0, micros));
  }
}
