// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt for one recipient, ended. Times in epoch microseconds, durations in microseconds.
 *
 * @param identity the same whenever the same log line is read again
 * @param number 1 for the first attempt the log shows for the recipient
 * @param agent the delivery agent: {@code smtp}, {@code lmtp}, {@code local}
 * @param startMicros when the delivery agent began to connect
 * @param endMicros when the outcome was known
 * @param queueManagerMicros from activation to the delivery agent, -1 when unknown
 * @param connectMicros DNS, TCP, greeting, EHLO and TLS; -1 when unknown
 * @param transmitMicros MAIL to final reply; -1 when unknown
 * @param reason why it failed, null when sent
 * @param tls as Postfix 3.11 logs it, or null
 * @param nextQueueId queue id at the next hop, or null
 * @param firstOfTransaction true for the first recipient the log shows for {@code nextQueueId}: its
 *     span is the parent of the next hop's; always false without a next queue id
 * @param hostFailures hosts that failed before the deciding one, in order
 */
public record Attempt(
    StepIdentity identity,
    String recipient,
    @Nullable String originalRecipient,
    int number,
    String agent,
    long startMicros,
    long endMicros,
    long queueManagerMicros,
    long connectMicros,
    long transmitMicros,
    Relay relay,
    int connectionUse,
    DeliveryStatus status,
    SmtpReply reply,
    @Nullable FailureReason reason,
    @Nullable String tls,
    @Nullable String nextQueueId,
    boolean firstOfTransaction,
    List<String> hostFailures) {}
