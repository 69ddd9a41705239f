// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * How a message first came into view: everything its trace is derived from. Every later entry of
 * the same message that the log links to the first (next hop, content filter, forward, requeue,
 * bounce) carries the same origin, and so joins the same trace.
 *
 * @param entry the first entry
 * @param arrivalMicros when it arrived, epoch microseconds
 * @param messageId without angle brackets, null when the message has none or the log does not tell
 * @param traceparent the header's value when the MTA echoes it into its log, or null
 * @param clientName reverse name of the client that handed the message over, null for local mail
 * @param clientAddress IP address of that client, null for local mail
 * @param authenticated true when the client logged in
 * @param local true when the message was handed over on the host itself, without SMTP
 */
public record Origin(
    EntryKey entry,
    long arrivalMicros,
    @Nullable String messageId,
    @Nullable String traceparent,
    @Nullable String clientName,
    @Nullable String clientAddress,
    boolean authenticated,
    boolean local) {}
