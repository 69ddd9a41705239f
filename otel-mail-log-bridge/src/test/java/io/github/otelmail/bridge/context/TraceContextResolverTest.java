// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.context.MessageContext.RemoteContext;
import io.github.otelmail.bridge.context.MessageContext.Source;
import io.github.otelmail.bridge.context.MessageContext.Trust;
import io.github.otelmail.bridge.event.SendSpan;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.semconv.TraceToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextResolverTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String HEADER_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String HEADER_SPAN = "b7ad6b7169203331";
  private static final String HEADER = "00-" + HEADER_TRACE + "-" + HEADER_SPAN + "-01";
  private static final long SENT = 1_700_000_000_500L;
  private static final long ARRIVAL = 1_700_000_001_000_000L;
  private static final byte[] KEY = "correct horse battery staple".getBytes(US_ASCII);
  private static final String PRIVATE = "10.1.2.3";
  private static final String PUBLIC = "203.0.113.9";

  private final ContextResolver keyless =
      new TraceContextResolver(null, TrustedNetworks.defaults());
  private final ContextResolver keyed = new TraceContextResolver(KEY, TrustedNetworks.defaults());

  @Test
  void token_fromAPrivateNetworkIsBelieved() {
    MessageContext context = keyless.resolve(origin(token(null), null, PRIVATE));
    assertThat(context)
        .isEqualTo(
            new MessageContext(
                TRACE, SPAN, true, Source.MESSAGE_ID_TOKEN, Trust.NETWORK, null, SENT, "otp", 60));
  }

  @Test
  void token_fromAStrangerIsNotBelievedAndSaysNothing() {
    String id = token(null);
    Origin origin = origin(id, null, PUBLIC);
    assertThat(keyless.resolve(origin))
        .isEqualTo(
            new MessageContext(
                OwnTrace.traceId(origin),
                null,
                null,
                Source.MESSAGE_ID,
                Trust.REJECTED,
                new RemoteContext(TRACE, SPAN, true),
                -1,
                null,
                -1));
  }

  @Test
  void header_goesBeforeTheTokenWhichStillTellsStreamAndDeadline() {
    MessageContext context = keyless.resolve(origin(token(null), HEADER, PRIVATE));
    assertThat(context.source()).isEqualTo(Source.HEADER);
    assertThat(context.traceId()).isEqualTo(HEADER_TRACE);
    assertThat(context.sendSpanId()).isEqualTo(HEADER_SPAN);
    assertThat(context.stream()).isEqualTo("otp");
    assertThat(context.deadlineSeconds()).isEqualTo(60);
    assertThat(context.sentMillis()).isEqualTo(SENT);
  }

  @Test
  void header_aloneTellsNoStreamNoDeadlineAndNoTime() {
    MessageContext context = keyless.resolve(origin("m1@example.com", HEADER, PRIVATE));
    assertThat(context.source()).isEqualTo(Source.HEADER);
    assertThat(context.stream()).isNull();
    assertThat(context.deadlineSeconds()).isEqualTo(-1);
    assertThat(context.sentMillis()).isEqualTo(-1);
  }

  @Test
  void header_malformedGivesWayToTheToken() {
    assertThat(keyless.resolve(origin(token(null), HEADER + "-x", PRIVATE)).source())
        .isEqualTo(Source.MESSAGE_ID_TOKEN);
  }

  @Test
  void header_fromAStrangerIsToldAsRejected() {
    MessageContext context = keyless.resolve(origin(null, HEADER, PUBLIC));
    assertThat(context.trust()).isEqualTo(Trust.REJECTED);
    assertThat(context.source()).isEqualTo(Source.QUEUE_ID);
    assertThat(context.rejected()).isEqualTo(new RemoteContext(HEADER_TRACE, HEADER_SPAN, true));
    assertThat(context.sendSpanId()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"true, false, LOCAL", "false, true, AUTHENTICATED", "true, true, LOCAL"})
  void trust_withoutKeyAlsoByLoginAndByHost(boolean local, boolean authenticated, Trust trust) {
    Origin origin =
        new Origin(
            new EntryKey("mx1", "postfix", "4F2A1"),
            ARRIVAL,
            token(null),
            null,
            null,
            local ? null : PUBLIC,
            authenticated,
            local);
    assertThat(keyless.resolve(origin).trust()).isEqualTo(trust);
    assertThat(keyless.resolve(origin).traceId()).isEqualTo(TRACE);
  }

  @Test
  void key_makesASignedTokenBelievedFromAnywhere() {
    MessageContext context = keyed.resolve(origin(token(KEY), null, PUBLIC));
    assertThat(context.trust()).isEqualTo(Trust.SIGNED);
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.stream()).isEqualTo("otp");
  }

  @Test
  void key_makesNothingElseBelieved() {
    byte[] other = "another key".getBytes(US_ASCII);
    for (String id : new String[] {token(null), token(other), "m1@example.com"}) {
      Origin origin =
          new Origin(
              new EntryKey("mx1", "postfix", "4F2A1"),
              ARRIVAL,
              id,
              HEADER,
              "localhost",
              "127.0.0.1",
              true,
              true);
      MessageContext context = keyed.resolve(origin);
      assertThat(context.trust()).as(id).isEqualTo(Trust.REJECTED);
      assertThat(context.traceId()).as(id).isEqualTo(OwnTrace.traceId(origin));
      assertThat(context.rejected())
          .as(id)
          .isEqualTo(new RemoteContext(HEADER_TRACE, HEADER_SPAN, true));
    }
  }

  @Test
  void key_makesAForgedHeaderGiveWayToTheSignedToken() {
    MessageContext context = keyed.resolve(origin(token(KEY), HEADER, PUBLIC));
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.sendSpanId()).isEqualTo(SPAN);
    assertThat(context.source()).isEqualTo(Source.MESSAGE_ID_TOKEN);
    assertThat(context.trust()).isEqualTo(Trust.SIGNED);
  }

  @Test
  void key_believesAHeaderOfTheSignedTokensTrace() {
    String header = "00-" + TRACE + "-" + HEADER_SPAN + "-00";
    MessageContext context = keyed.resolve(origin(token(KEY), header, PUBLIC));
    assertThat(context.source()).isEqualTo(Source.HEADER);
    assertThat(context.sendSpanId()).isEqualTo(HEADER_SPAN);
    assertThat(context.trust()).isEqualTo(Trust.SIGNED);
    assertThat(context.sampled()).isFalse();
  }

  @Test
  void plainMessage_hasItsOwnTraceAndClaimsNothing() {
    Origin origin = origin("m1@example.com", null, PUBLIC);
    assertThat(keyless.resolve(origin))
        .isEqualTo(
            new MessageContext(
                OwnTrace.traceId(origin),
                null,
                null,
                Source.MESSAGE_ID,
                Trust.NONE,
                null,
                -1,
                null,
                -1));
    assertThat(keyed.resolve(origin).trust()).isEqualTo(Trust.NONE);
    assertThat(keyless.resolve(origin(null, null, PRIVATE)).source()).isEqualTo(Source.QUEUE_ID);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1700000000500",
    "86400000, 1700086400500",
    "86400501, -1",
    "-31622399500, 1668377601000",
    "-31622399501, -1",
  })
  void sentTime_farFromTheArrivalIsIgnored(long aheadMillis, long expected) {
    String id =
        requireNonNull(
            TraceToken.format(TRACE, SPAN, 1, SENT + aheadMillis, null, 60, "example.com", null));
    MessageContext context = keyless.resolve(origin(id, null, PRIVATE));
    assertThat(context.sentMillis()).isEqualTo(expected);
    assertThat(context.deadlineSeconds()).isEqualTo(60);
  }

  private static String learned(boolean byQueueId) {
    SendSpan span =
        new SendSpan(TRACE, SPAN, SENT * 1000, SENT * 1000, "mx1", "4F2A1", "m@x", "otp", 60);
    return LearnedContext.of(span, byQueueId).text();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 10.0.0.1, NETWORK, SEND_SPAN_QUEUE_ID",
    "false, 10.0.0.1, NETWORK, SEND_SPAN_MESSAGE_ID",
    "true, 203.0.113.9, REJECTED, MESSAGE_ID",
    "false, 203.0.113.9, REJECTED, MESSAGE_ID",
  })
  void learnedSpan_withoutKey_isBelievedOfTrustedClients(
      boolean byQueueId, String client, Trust trust, Source source) {
    MessageContext context = keyless.resolve(origin("m@x", learned(byQueueId), client));
    assertThat(context.trust()).isEqualTo(trust);
    assertThat(context.source()).isEqualTo(source);
    if (trust == Trust.REJECTED) {
      assertThat(context.rejected()).isEqualTo(new RemoteContext(TRACE, SPAN, true));
      assertThat(context.sendSpanId()).isNull();
    } else {
      assertThat(context.traceId()).isEqualTo(TRACE);
      assertThat(context.sendSpanId()).isEqualTo(SPAN);
      assertThat(context.sampled()).isTrue();
      assertThat(context.sentMillis()).isEqualTo(SENT);
      assertThat(context.stream()).isEqualTo("otp");
      assertThat(context.deadlineSeconds()).isEqualTo(60);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, RELAY, SEND_SPAN_QUEUE_ID", "false, REJECTED, MESSAGE_ID"})
  void learnedSpan_withKey_isBelievedByWhatTheRelayGaveAlone(
      boolean byQueueId, Trust trust, Source source) {
    MessageContext context = keyed.resolve(origin("m@x", learned(byQueueId), PUBLIC));
    assertThat(context.trust()).isEqualTo(trust);
    assertThat(context.source()).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel-mail/send-span ",
        "otel-mail/send-span queue-id a b c d e",
        "otel-mail/send-span queue-id a b 1 2",
      })
  void learnedSpan_thatIsDamaged_isNone(String text) {
    MessageContext context = keyless.resolve(origin("m@x", text, "10.0.0.1"));
    assertThat(context.trust()).isEqualTo(Trust.NONE);
  }

  @Test
  void emptyKey_isAnError() {
    assertThatThrownBy(() -> new TraceContextResolver(new byte[0], TrustedNetworks.defaults()))
        .hasMessage("the signing key is empty");
  }

  private static String token(byte @Nullable [] key) {
    return requireNonNull(TraceToken.format(TRACE, SPAN, 1, SENT, "otp", 60, "example.com", key));
  }

  private static Origin origin(
      @Nullable String messageId, @Nullable String traceparent, String clientAddress) {
    return new Origin(
        new EntryKey("mx1", "postfix", "4F2A1"),
        ARRIVAL,
        messageId,
        traceparent,
        "client.example",
        clientAddress,
        false,
        false);
  }
}
