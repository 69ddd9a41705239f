// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import org.jspecify.annotations.Nullable;

/**
 * The trace of a message.
 *
 * @param traceId 32 lower-case hex digits
 * @param sendSpanId the application's span the message names as its own, 16 lower-case hex digits;
 *     null when the message joins no trace of an application
 * @param sampled the application's decision; null when there is none and the bridge's own sampler
 *     decides
 * @param source which join key gave the trace
 * @param trust whether the key was believed, and why
 * @param rejected the context that was not believed, null when none was claimed or it was believed
 * @param sentMillis when the application made the Message-ID, epoch milliseconds; -1 when unknown
 * @param stream kind of mail, such as {@code otp}; null when not told
 * @param deadlineSeconds after how many seconds the mail is of no use any more; -1 for never
 */
public record MessageContext(
    String traceId,
    @Nullable String sendSpanId,
    @Nullable Boolean sampled,
    Source source,
    Trust trust,
    @Nullable RemoteContext rejected,
    long sentMillis,
    @Nullable String stream,
    long deadlineSeconds) {

  /** A span of somebody else, as W3C trace context names it. */
  public record RemoteContext(String traceId, String spanId, boolean sampled) {}

  /** The join keys, best first. */
  public enum Source {
    /** The {@code traceparent} header, echoed by the MTA. */
    HEADER,
    /** The trace token in the Message-ID. */
    MESSAGE_ID_TOKEN,
    /** A send span that an application told of, by the queue id in the relay's reply. */
    SEND_SPAN_QUEUE_ID,
    /** The same, by the Message-ID. */
    SEND_SPAN_MESSAGE_ID,
    /** The Message-ID's hash: a trace of its own, the same at every hop. */
    MESSAGE_ID,
    /** Host, queue id and arrival: the message has no Message-ID. */
    QUEUE_ID
  }

  /** Why a claimed context was believed, or not. */
  public enum Trust {
    /** The token's signature verified. */
    SIGNED,
    /** No key is set and the client's address lies in a trusted network. */
    NETWORK,
    /** No key is set and the client logged in. */
    AUTHENTICATED,
    /** No key is set and the message was handed over on the host. */
    LOCAL,
    /** A key is set; the relay itself named the mail's queue id to the application's send span. */
    RELAY,
    /** A context was claimed and not believed: see {@link MessageContext#rejected}. */
    REJECTED,
    /** No context was claimed. */
    NONE
  }
}
