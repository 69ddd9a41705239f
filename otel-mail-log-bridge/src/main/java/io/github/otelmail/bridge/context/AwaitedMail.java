// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

/**
 * A mail in the log that may have a send span, which may still be on its way.
 *
 * @param host of the log
 * @param instance as the log has it
 * @param messageId without angle brackets, empty for none
 * @param seenMicros when the log first told of it, epoch microseconds
 * @param dueMicros until when its span is waited for, in the log's time
 */
record AwaitedMail(
    String host,
    String instance,
    String queueId,
    String messageId,
    long seenMicros,
    long dueMicros) {
  /** The same, waited for until then. */
  AwaitedMail dueAt(long newDueMicros) {
    return new AwaitedMail(host, instance, queueId, messageId, seenMicros, newDueMicros);
  }
}
