// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives every step of a queue entry as soon as its end is known, and the whole once it is over.
 * For one entry {@link #received} comes first; an entry that continues another one of the same log
 * comes after the attempt that created it.
 *
 * <p>The {@link Entry} of a later call may know more than that of {@link #received}: a predecessor
 * or a client whose line came late; for a sink that wants no steps, its arrival to the second. Its
 * origin and its identity never change.
 */
public interface HistorySink {
  /**
   * Whether {@link #waited}, {@link #attempted} and {@link #finished} are of use. A sink that says
   * no gets none of these calls, which saves much time, and in {@link #closed} deliveries, waits
   * and attempts whose identity may be {@link StepIdentity#NONE}. Always the same answer.
   */
  default boolean wantsSteps() {
    return true;
  }

  /**
   * Whether the deliveries that {@link #closed} brings are of use. A sink that says no gets none,
   * which saves time. Always the same answer.
   */
  default boolean wantsDeliveries() {
    return true;
  }

  /** The entry is in the queue. Once per entry. */
  default void received(Entry entry) {}

  /** A wait ended. Comes before the attempt that ended it. */
  default void waited(Entry entry, Wait wait) {}

  /** An attempt ended. */
  default void attempted(Entry entry, Attempt attempt) {}

  /** The outcome for a recipient is known. Once per recipient; its attempts and waits are empty. */
  default void finished(Entry entry, Delivery delivery) {}

  /**
   * Something was refused before it was in the queue. With {@link MailEvent.Refused#endsEntry()},
   * or without a queue id, none of the other calls comes for it; otherwise one recipient or command
   * was refused and the message went on.
   *
   * @param messageId of the message it is about, null where it is not known
   */
  default void refused(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {}

  /**
   * The entry is over and no late line about it is expected, or the log ended: one delivery per
   * recipient, also for those whose outcome is not known; none where nobody wants them, and for an
   * entry that only asked whether its recipients can be delivered to.
   */
  default void closed(Entry entry, List<Delivery> deliveries) {}
}
