// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import org.jspecify.annotations.Nullable;

/**
 * What an application's {@code send email} span tells of the mail it handed over.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits
 * @param startMicros when the application began to send, epoch microseconds, by its own clock
 * @param endMicros when it had the relay's answer
 * @param relay the relay as the application names it ({@code server.address}), empty when not told
 * @param queueId the id under which the relay keeps the mail ({@code email.next.local_id}), null
 *     when not told
 * @param messageId without angle brackets, null when not told
 * @param stream kind of mail ({@code email.stream}), null when not told
 * @param deadlineSeconds after how many seconds the mail is late ({@code email.deadline}); -1 for
 *     never
 */
public record SendSpan(
    String traceId,
    String spanId,
    long startMicros,
    long endMicros,
    String relay,
    @Nullable String queueId,
    @Nullable String messageId,
    @Nullable String stream,
    long deadlineSeconds) {
  /** No text is longer. RFC 5322 section 2.1.1: no line is, and so no usual Message-ID. */
  public static final int MAX_LENGTH = 998;

  private static final int FIXED_BYTES = 400;

  /** What it takes in memory, about. */
  public int bytes() {
    return FIXED_BYTES + relay.length() + length(queueId) + length(messageId) + length(stream);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
