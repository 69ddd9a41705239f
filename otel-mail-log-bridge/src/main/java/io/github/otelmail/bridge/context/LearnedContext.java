// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.context.MessageContext.RemoteContext;
import io.github.otelmail.bridge.event.SendSpan;
import org.jspecify.annotations.Nullable;

/**
 * What a mail's own send span told of it, in the one text that goes with the mail from then on: in
 * the place of a {@code traceparent} header, which such a mail has not. {@link SendSpanJoin} sees
 * to it that no header can look like this.
 *
 * @param byQueueId true when the relay's queue id joined the two, false for the Message-ID
 * @param sentMillis when the application began to send, epoch milliseconds
 * @param stream null when not told
 * @param deadlineSeconds -1 for never
 */
record LearnedContext(
    RemoteContext context,
    boolean byQueueId,
    long sentMillis,
    @Nullable String stream,
    long deadlineSeconds) {
  private static final String PREFIX = "otel-mail/send-span ";
  private static final String QUEUE_ID = "queue-id";
  private static final String MESSAGE_ID = "message-id";
  private static final int FIELDS = 7;

  static LearnedContext of(SendSpan span, boolean byQueueId) {
    return new LearnedContext(
        new RemoteContext(span.traceId(), span.spanId(), true),
        byQueueId,
        span.startMicros() / 1000,
        span.stream(),
        span.deadlineSeconds());
  }

  /** True for what {@link #text()} gives, or somebody wants to look like it. */
  static boolean isOne(String text) {
    return text.startsWith(PREFIX);
  }

  String text() {
    return String.join(
        " ",
        PREFIX + (byQueueId ? QUEUE_ID : MESSAGE_ID),
        context.traceId(),
        context.spanId(),
        Long.toString(sentMillis),
        Long.toString(deadlineSeconds),
        // Last, because it may hold anything.
        stream == null ? "-" : '+' + stream);
  }

  /** Reads what {@link #text()} gave; null for anything else. */
  static @Nullable LearnedContext parse(String text) {
    String[] fields = text.split(" ", FIELDS);
    if (!isOne(text) || fields.length != FIELDS) {
      return null;
    }
    try {
      return new LearnedContext(
          new RemoteContext(fields[2], fields[3], true),
          fields[1].equals(QUEUE_ID),
          Long.parseLong(fields[4]),
          fields[6].startsWith("+") ? fields[6].substring(1) : null,
          Long.parseLong(fields[5]));
    } catch (NumberFormatException e) {
      return null; // Not ours: said by the return value.
    }
  }
}
