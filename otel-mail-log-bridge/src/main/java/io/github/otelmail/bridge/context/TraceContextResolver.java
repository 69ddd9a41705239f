// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.context.MessageContext.RemoteContext;
import io.github.otelmail.bridge.context.MessageContext.Source;
import io.github.otelmail.bridge.context.MessageContext.Trust;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.semconv.TraceToken;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the best join key a message has, and believes it only when it may.
 *
 * <p>Join keys, best first: the {@code traceparent} header that the MTA echoed, the trace token in
 * the Message-ID, the application's send span as {@link SendSpanJoin} found it, the Message-ID's
 * hash, the hash of host, queue id and arrival.
 *
 * <p>Trust: anyone can write a header or a Message-ID. With a signing key only a token that
 * verifies is believed, and a header only when it names the same trace as such a token, because a
 * header cannot be signed. Without a key, what comes from a trusted network, from a client that
 * logged in or from the host itself is believed. A send span comes from the application itself, but
 * a Message-ID that leads to it can be copied into any mail; the relay's queue id cannot, so with a
 * key that one alone is believed. What is not believed is told in {@link
 * MessageContext#rejected()}, and the message gets a trace of its own.
 *
 * <p>Thread-safe.
 */
public final class TraceContextResolver implements ContextResolver {
  /** A token from further in the future than this has a wrong time. */
  private static final long MAX_AHEAD_MILLIS = TimeUnit.DAYS.toMillis(1);

  /** A token older than this when its mail arrives has a wrong time. */
  private static final long MAX_AGE_MILLIS = TimeUnit.DAYS.toMillis(366);

  private final byte @Nullable [] signingKey;
  private final TrustedNetworks trusted;

  /**
   * @param signingKey the key that the applications sign trace tokens with; null without one
   * @param trusted clients that are believed when there is no key
   * @throws IllegalArgumentException when the key is empty
   */
  public TraceContextResolver(byte @Nullable [] signingKey, TrustedNetworks trusted) {
    if (signingKey != null && signingKey.length == 0) {
      throw new IllegalArgumentException("the signing key is empty");
    }
    this.signingKey = signingKey == null ? null : signingKey.clone();
    this.trusted = trusted;
  }

  @Override
  public MessageContext resolve(Origin origin) {
    String traceparent = origin.traceparent();
    RemoteContext header = traceparent == null ? null : Traceparent.parse(traceparent);
    TraceToken token = origin.messageId() == null ? null : TraceToken.parse(origin.messageId());
    RemoteContext tokenContext =
        token == null ? null : new RemoteContext(token.traceId(), token.spanId(), token.sampled());
    RemoteContext claimed = header != null ? header : tokenContext;
    if (claimed == null) {
      LearnedContext learned = traceparent == null ? null : LearnedContext.parse(traceparent);
      return learned == null ? own(origin, Trust.NONE, null) : learned(origin, learned);
    }
    Trust trust = trust(origin, token);
    if (trust == Trust.REJECTED) {
      return own(origin, trust, claimed);
    }
    Source source = header != null ? Source.HEADER : Source.MESSAGE_ID_TOKEN;
    if (trust == Trust.SIGNED
        && tokenContext != null
        && !tokenContext.traceId().equals(claimed.traceId())) {
      claimed = tokenContext;
      source = Source.MESSAGE_ID_TOKEN;
    }
    return joined(origin, claimed, source, trust, token);
  }

  private Trust trust(Origin origin, @Nullable TraceToken token) {
    if (signingKey != null) {
      return token != null && token.verify(signingKey) ? Trust.SIGNED : Trust.REJECTED;
    }
    return trustOfClient(origin);
  }

  private Trust trustOfClient(Origin origin) {
    if (origin.local()) {
      return Trust.LOCAL;
    }
    if (origin.authenticated()) {
      return Trust.AUTHENTICATED;
    }
    return trusted.contains(origin.clientAddress()) ? Trust.NETWORK : Trust.REJECTED;
  }

  private MessageContext learned(Origin origin, LearnedContext learned) {
    Trust withKey = learned.byQueueId() ? Trust.RELAY : Trust.REJECTED;
    Trust trust = signingKey != null ? withKey : trustOfClient(origin);
    if (trust == Trust.REJECTED) {
      return own(origin, trust, learned.context());
    }
    return new MessageContext(
        learned.context().traceId(),
        learned.context().spanId(),
        learned.context().sampled(),
        learned.byQueueId() ? Source.SEND_SPAN_QUEUE_ID : Source.SEND_SPAN_MESSAGE_ID,
        trust,
        null,
        plausible(origin, learned.sentMillis()),
        learned.stream(),
        learned.deadlineSeconds());
  }

  private static MessageContext joined(
      Origin origin,
      RemoteContext claimed,
      Source source,
      Trust trust,
      @Nullable TraceToken token) {
    return new MessageContext(
        claimed.traceId(),
        claimed.spanId(),
        claimed.sampled(),
        source,
        trust,
        null,
        token == null ? -1 : plausible(origin, token.sentMillis()),
        token == null ? null : token.stream(),
        token == null ? -1 : token.deadlineSeconds());
  }

  private static MessageContext own(Origin origin, Trust trust, @Nullable RemoteContext rejected) {
    Source source = origin.messageId() != null ? Source.MESSAGE_ID : Source.QUEUE_ID;
    return new MessageContext(
        OwnTrace.traceId(origin), null, null, source, trust, rejected, -1, null, -1);
  }

  /** When the mail was sent, or -1 when that cannot be. Epoch milliseconds. */
  private static long plausible(Origin origin, long sentMillis) {
    long age = Math.floorDiv(origin.arrivalMicros(), 1000) - sentMillis;
    return age < -MAX_AHEAD_MILLIS || age > MAX_AGE_MILLIS ? -1 : sentMillis;
  }
}
