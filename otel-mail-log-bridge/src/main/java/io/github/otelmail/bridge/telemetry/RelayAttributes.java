// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.semconv.MailAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that say which server an attempt spoke to, encoded: most mail goes to few servers,
 * each of which is one object as long as the parser remembers it.
 *
 * <p>Not thread-safe.
 */
final class RelayAttributes {
  /** Delivery agents that speak to a server; the others run a program or write a file. */
  private static final String SMTP = "smtp";

  private static final String LMTP = "lmtp";
  private static final String NO_RELAY = "none";

  private static final SpanKey<String> PROTOCOL = SpanKey.of(MailAttributes.NETWORK_PROTOCOL_NAME);
  private static final SpanKey<String> SERVER_ADDRESS = SpanKey.of(MailAttributes.SERVER_ADDRESS);
  private static final SpanKey<Long> SERVER_PORT = SpanKey.of(MailAttributes.SERVER_PORT);
  private static final SpanKey<String> PEER_ADDRESS =
      SpanKey.of(MailAttributes.NETWORK_PEER_ADDRESS);
  private static final SpanKey<Long> PEER_PORT = SpanKey.of(MailAttributes.NETWORK_PEER_PORT);

  /** A power of two. A server whose place another one takes is encoded again. */
  private static final int PLACES = 512;

  private static final class Known {
    final Relay relay;
    final String agent;
    final byte[] encoded;

    Known(Relay relay, String agent) {
      this.relay = relay;
      this.agent = agent;
      encoded = RelayAttributes.encoded(relay, agent);
    }
  }

  private final @Nullable Known[] places = new @Nullable Known[PLACES];

  /**
   * @param agent the delivery agent
   */
  @SuppressWarnings("ReferenceEquality") // Another object for the same server costs time only.
  byte[] of(Relay relay, String agent) {
    int place = System.identityHashCode(relay) & (PLACES - 1);
    Known known = places[place];
    if (known == null || known.relay != relay || !known.agent.equals(agent)) {
      known = new Known(relay, agent);
      places[place] = known;
    }
    return known.encoded;
  }

  /** True when the attempt spoke, or tried to speak, to a server. */
  static boolean isServer(Relay relay, String agent) {
    return (agent.equals(SMTP) || agent.equals(LMTP)) && !relay.name().equals(NO_RELAY);
  }

  private static byte[] encoded(Relay relay, String agent) {
    ProtobufWriter to = new ProtobufWriter(256);
    if (agent.equals(SMTP) || agent.equals(LMTP)) {
      SpanKey.write(to, SpanKey.OF_SPAN, PROTOCOL, agent);
    }
    if (isServer(relay, agent)) {
      SpanKey.write(to, SpanKey.OF_SPAN, SERVER_ADDRESS, relay.name());
      if (relay.address() != null) {
        SpanKey.write(to, SpanKey.OF_SPAN, PEER_ADDRESS, relay.address());
      }
      if (relay.port() > 0) {
        SpanKey.write(to, SpanKey.OF_SPAN, SERVER_PORT, relay.port());
        SpanKey.write(to, SpanKey.OF_SPAN, PEER_PORT, relay.port());
      }
    }
    return to.copy();
  }
}
