// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a whole message: from the application's making it, where its token tells, else from
 * its acceptance by the first server.
 *
 * @param startMicros epoch microseconds
 * @param sentMicros when the application made the message, -1 when unknown
 * @param deadlineMicros when the message stops being useful, -1 for never
 */
record EndToEnd(long startMicros, long sentMicros, long deadlineMicros) {
  static EndToEnd of(Entry entry, MessageContext context) {
    // What later lines told of it corrects an entry's arrival, but not an origin.
    boolean isFirst = Breakdown.isFirst(entry);
    long arrival = isFirst ? entry.arrivalMicros() : entry.origin().arrivalMicros();
    long sent = context.sentMillis() < 0 ? -1 : context.sentMillis() * 1000;
    // Clocks differ: a message is not sent after it arrived.
    long start = sent < 0 ? arrival : Math.min(sent, arrival);
    long seconds = context.deadlineSeconds();
    long deadline = seconds < 0 ? -1 : start + Math.min(seconds, 1L << 40) * 1_000_000;
    return new EndToEnd(start, sent, deadline);
  }

  /** From the start to {@code atMicros}, never negative. */
  long until(long atMicros) {
    return Math.max(0, atMicros - startMicros);
  }

  /**
   * Whether the deadline passed before the final answer for a recipient; null for a message without
   * a deadline, and for one whose outcome is not known.
   *
   * @param nowMicros the time of the last log line
   */
  @Nullable Boolean late(Delivery delivery, long nowMicros) {
    if (deadlineMicros < 0 || delivery.outcome() == Delivery.Outcome.UNKNOWN) {
      return null;
    }
    long until = delivery.finishedMicros() < 0 ? nowMicros : delivery.finishedMicros();
    return until > deadlineMicros;
  }
}
