// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.SmtpReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far one recipient of one entry is. Epoch microseconds. */
final class RecipientState {
  final String address;
  final @Nullable String original;

  /** Links of {@link Recipients}. */
  @Nullable RecipientState next;

  @Nullable RecipientState sameAddress;

  /**
   * Another is written the same, and had its answer first. No snapshot holds it: the first attempt
   * follows at once.
   */
  boolean twin;

  /** Attempts seen. */
  int attemptCount;

  /** When the present wait began, -1 before anything happened: then it began with the queue. */
  long waitingSince = -1;

  /** Line time and age of the last attempt: the same two again are the same line again. */
  long lastLineMicros = Long.MIN_VALUE;

  long lastDelayMicros = -1;

  /** Of the last attempt; null when it succeeded, or before the first. */
  @Nullable FailureReason reason;

  @Nullable SmtpReply reply;

  /** Null until the recipient is decided. */
  Delivery.@Nullable Outcome outcome;

  long finishedMicros = -1;

  /** Time of the line that decided. */
  long decidingLineMicros = Long.MIN_VALUE;

  /** Of the decided delivery; null where it is not worked out yet. */
  @Nullable StepIdentity identity;

  /** Where the message went on. */
  @Nullable Continuation continuation;

  @Nullable String notificationQueueId;

  private @Nullable List<Attempt> attempts;
  private @Nullable List<Wait> waits;

  RecipientState(String address, @Nullable String original) {
    this.address = address;
    this.original = original;
  }

  boolean is(String otherAddress, @Nullable String otherOriginal) {
    return address.equals(otherAddress) && Objects.equals(original, otherOriginal);
  }

  boolean isDecided() {
    return outcome != null;
  }

  /**
   * True for the line of the last attempt, and for those of attempts before it: a line was repeated
   * or a piece of the log is read again.
   */
  boolean knows(long lineMicros, long delayMicros) {
    return lineMicros <= lastLineMicros && delayMicros <= lastDelayMicros;
  }

  /** True for the line of the last attempt. */
  boolean isLast(long lineMicros, long delayMicros) {
    return lineMicros == lastLineMicros && delayMicros == lastDelayMicros;
  }

  void keep(Attempt attempt, int limit) {
    attempts = kept(attempts, attempt, limit);
  }

  void keep(Wait wait, int limit) {
    waits = kept(waits, wait, limit);
  }

  /** A view of those kept. */
  List<Attempt> attempts() {
    return view(attempts);
  }

  /** A view of those kept. */
  List<Wait> waits() {
    return view(waits);
  }

  private static <T> List<T> view(@Nullable List<T> list) {
    if (list == null) {
      return List.of();
    }
    return list.size() == 1 ? list : Collections.unmodifiableList(list);
  }

  /** The oldest up to the limit; beyond it the newest takes the last place. */
  private static <T> @Nullable List<T> kept(@Nullable List<T> list, T element, int limit) {
    if (limit <= 0) {
      return list;
    }
    if (list == null || limit == 1) {
      // Most recipients have one attempt after one wait, for which this takes the least.
      return List.of(element);
    }
    if (list.size() == 1) {
      List<T> several = new ArrayList<>(4);
      several.add(list.get(0));
      several.add(element);
      return several;
    }
    if (list.size() < limit) {
      list.add(element);
    } else {
      list.set(limit - 1, element);
    }
    return list;
  }
}
