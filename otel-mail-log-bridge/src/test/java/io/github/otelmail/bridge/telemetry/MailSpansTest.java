// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static io.github.otelmail.bridge.telemetry.MailStory.GREYLISTED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.OwnTrace;
import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Entry.Previous;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The shape of the traces: which spans, when, in which trace, under which parent. */
class MailSpansTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SEND = "00f067aa0ba902b7";
  private static final String JO = "jo@example.com";
  private static final SmtpReply UNKNOWN_USER = new SmtpReply(550, "5.1.1", "550 5.1.1 unknown");
  private static final ContextResolver CONTEXTS =
      new TraceContextResolver(null, TrustedNetworks.defaults());

  private final SpanTree tree = new SpanTree();
  private final HistorySink parentMode = sink(TraceMode.PARENT);

  @Test
  void greylistedThenSent_overTwoHops() {
    greylistedOverTwoHops(parentMode, token(1));
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 4bf92f3577b34da6a3ce929d0e0e4736
              receive email SERVER 0.000..0.200 parent 00f067aa0ba902b7 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                queue email INTERNAL 0.200..0.300
                attempt email delivery CLIENT 0.300..0.500 ERROR 4.7.1
                wait for retry INTERNAL 0.500..300.500
                attempt email delivery CLIENT 300.500..300.900
                  receive email SERVER 300.700..300.800
                    attempt email delivery CLIENT 300.800..300.950
                    deliver email INTERNAL 300.700..300.950
                deliver email INTERNAL 0.000..300.900
            """);
  }

  @Test
  void linkMode_isATraceOfItsOwnLinkedToTheSendSpan() {
    greylistedOverTwoHops(sink(TraceMode.LINK), token(1));
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace cb84fd9dbce06655bb3d8449fb67b763
              receive email SERVER 0.000..0.200 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                queue email INTERNAL 0.200..0.300
                attempt email delivery CLIENT 0.300..0.500 ERROR 4.7.1
                wait for retry INTERNAL 0.500..300.500
                attempt email delivery CLIENT 300.500..300.900
                  receive email SERVER 300.700..300.800
                    attempt email delivery CLIENT 300.800..300.950
                    deliver email INTERNAL 300.700..300.950
                deliver email INTERNAL 0.000..300.900
            """);
  }

  @Test
  void autoMode_movesToATraceOfItsOwnOnceTheMailIsOld() {
    greylistedOverTwoHops(sink(TraceMode.auto(Duration.ofSeconds(60))), token(1));
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 4bf92f3577b34da6a3ce929d0e0e4736
              receive email SERVER 0.000..0.200 parent 00f067aa0ba902b7 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                queue email INTERNAL 0.200..0.300
                attempt email delivery CLIENT 0.300..0.500 ERROR 4.7.1
            trace cb84fd9dbce06655bb3d8449fb67b763
              receive email SERVER 0.000..0.200 link 4bf92f3577b34da6a3ce929d0e0e4736-cc4d687793b1fd2c
                wait for retry INTERNAL 0.500..300.500
                attempt email delivery CLIENT 300.500..300.900
                  receive email SERVER 300.700..300.800
                    attempt email delivery CLIENT 300.800..300.950
                    deliver email INTERNAL 300.700..300.950
                deliver email INTERNAL 0.000..300.900
            """);
  }

  @Test
  void autoMode_ofAMessageWithoutApplicationStaysInOneTrace() {
    greylistedOverTwoHops(sink(TraceMode.auto(Duration.ofSeconds(60))), "m1@example.com");
    assertThat(tree.spans()).hasSize(9);
    assertThat(tree.spans()).extracting("traceId").containsOnly(ownTrace("m1@example.com"));
  }

  @Test
  void autoMode_linksALateNotificationToTheEntryItIsAbout() {
    bounced(sink(TraceMode.auto(Duration.ofSeconds(2))), 10);
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 4bf92f3577b34da6a3ce929d0e0e4736
              receive email SERVER 0.000..0.200 parent 00f067aa0ba902b7 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                attempt email delivery CLIENT 0.300..0.500 ERROR 5.1.1
                deliver email INTERNAL 0.000..0.500 ERROR 5.1.1
            trace cb84fd9dbce06655bb3d8449fb67b763
              receive email SERVER 10.000..10.100 link 4bf92f3577b34da6a3ce929d0e0e4736-cc4d687793b1fd2c
                attempt email delivery CLIENT 10.100..10.200
                deliver email INTERNAL 10.000..10.200
            """);
  }

  @Test
  void bounce_withItsNotification() {
    bounced(parentMode, 1);
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 4bf92f3577b34da6a3ce929d0e0e4736
              receive email SERVER 0.000..0.200 parent 00f067aa0ba902b7 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                attempt email delivery CLIENT 0.300..0.500 ERROR 5.1.1
                deliver email INTERNAL 0.000..0.500 ERROR 5.1.1
                receive email SERVER 1.000..1.100 link 4bf92f3577b34da6a3ce929d0e0e4736-cc4d687793b1fd2c
                  attempt email delivery CLIENT 1.100..1.200
                  deliver email INTERNAL 1.000..1.200
            """);
  }

  @Test
  void severalRecipients_inOneTransaction() {
    MailStory.arrives(parentMode, token(1), 0)
        .waits(Wait.Kind.QUEUE, 0.2, 0.3, null)
        .sends("jo@example.com", 0.3, 0.5, "9B7C2", true)
        .ends("jo@example.com", Outcome.DELIVERED, 0.5)
        .sends("al@example.com", 0.3, 0.5, "9B7C2", false)
        .ends("al@example.com", Outcome.DELIVERED, 0.5)
        .continues(Relation.RELAYED, "mx2", "9B7C2", 0.4);
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 4bf92f3577b34da6a3ce929d0e0e4736
              receive email SERVER 0.000..0.200 parent 00f067aa0ba902b7 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                queue email INTERNAL 0.200..0.300
                attempt email delivery CLIENT 0.300..0.500
                  receive email SERVER 0.400..0.500
                deliver email INTERNAL 0.000..0.500
                attempt email delivery CLIENT 0.300..0.500
                deliver email INTERNAL 0.000..0.500
            """);
  }

  @Test
  void nextHop_findsItsParentWithNoMoreThanItsOwnQueueId() {
    SpanTree there = new SpanTree();
    MailStory here = MailStory.arrives(parentMode, token(1), 0).sends(JO, 0.3, 0.5, "9B7C2", true);
    here.seenByAnotherBridge(
        new MailSpans(CONTEXTS, SpanSettings.DEFAULT, there.encoded), "mx2", "9B7C2", 0.4);
    assertThat(there.only(MailSpanNames.RECEIVE).getParentSpanContext().getSpanId())
        .isEqualTo(tree.only(MailSpanNames.ATTEMPT).getSpanId());
    assertThat(there.only(MailSpanNames.RECEIVE).getTraceId()).isEqualTo(TRACE);
    assertThat(there.only(MailSpanNames.RECEIVE).getParentSpanContext().isRemote()).isTrue();
  }

  @Test
  void claimNotBelieved_isLinkedToFromATraceOfItsOwn() {
    MailStory.arrives(parentMode, token(1), null, "203.0.113.9", 0)
        .sends(JO, 0.3, 0.5, null, false);
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace cb84fd9dbce06655bb3d8449fb67b763
              receive email SERVER 0.000..0.200 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                attempt email delivery CLIENT 0.300..0.500
            """);
  }

  @Test
  void claimNotBelieved_ofAnotherBridgesMessageLooksForNoParent() {
    EntryKey key = new EntryKey("mx2", "postfix", "9B7C2");
    Origin origin =
        new Origin(key, MailStory.micros(0), token(1), null, "mx1", "203.0.113.1", false, false);
    Entry relayed =
        new Entry(
            key,
            origin,
            new EntryIdentity("mx2", "9B7C2", 0),
            origin.arrivalMicros(),
            origin.arrivalMicros(),
            true,
            origin.messageId(),
            null,
            -1,
            -1,
            "mx1",
            "203.0.113.1",
            new Previous(null, null, Relation.RELAYED));
    parentMode.received(relayed);
    SpanData receive = tree.only(MailSpanNames.RECEIVE);
    assertThat(receive.getParentSpanContext().isValid()).isFalse();
    assertThat(receive.getLinks()).hasSize(1);
  }

  @Test
  void entriesThatComeOutOfAnother_areUnderItsReceiveSpan() {
    MailStory.arrives(parentMode, "m1@example.com", 0)
        .waits(Wait.Kind.HOLD, 0.2, 5, null)
        .continues(Relation.REQUEUED, "mx1", "5A001", 6)
        .sends(JO, 6.2, 6.4, "6B002", true)
        .continues(Relation.FORWARDED, "mx1", "6B002", 6.3)
        .ends(JO, Outcome.EXPIRED, 90);
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 83c958d95cb6e39921515c7d158002bf
              receive email SERVER 0.000..0.200
                hold email INTERNAL 0.200..5.000
                receive email SERVER 6.000..6.100 link 83c958d95cb6e39921515c7d158002bf-5628a7ad44af5c27
                  attempt email delivery CLIENT 6.200..6.400
                    receive email SERVER 6.300..6.400
                      deliver email INTERNAL 6.300..90.000 ERROR expired
            """);
  }

  @Test
  void entryAfterOneThatNobodyKnows_startsAtTheSendSpan() {
    MailStory.arrives(parentMode, token(1), 0)
        .continues(new Previous(null, null, Relation.REQUEUED), "mx1", "5A001", 6);
    assertThat(tree.spans().get(1).getParentSpanId()).isEqualTo(SEND);
  }

  @Test
  void wholeSecondStamp_isNoEarlierThanTheTimeInTheToken() {
    String id = token(1, MailStory.EPOCH_MICROS / 1000 + 700);
    MailStory.arrives(parentMode, id, 0)
        .waits(Wait.Kind.QUEUE, 0.2, 0.3, null)
        .sends(JO, 0.3, 1.5, null, false)
        .ends(JO, Outcome.DELIVERED, 1.5);
    assertThat(tree.outline())
        .isEqualTo(
            """
            trace 4bf92f3577b34da6a3ce929d0e0e4736
              receive email SERVER 0.700..0.700 parent 00f067aa0ba902b7 link 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7
                queue email INTERNAL 0.700..0.700
                attempt email delivery CLIENT 0.700..1.500
                deliver email INTERNAL 0.700..1.500
            """);
  }

  @Test
  void exactStamp_beforeTheTimeInTheTokenStaysAsItIs() {
    String id = token(1, MailStory.EPOCH_MICROS / 1000 + 700);
    MailStory.arrives(parentMode, id, 0.25);
    assertThat(tree.only(MailSpanNames.RECEIVE).getStartEpochNanos())
        .isEqualTo(MailStory.micros(0.25) * 1000);
  }

  @Test
  void unsampled_givesNoSpans() {
    greylistedOverTwoHops(parentMode, token(0));
    assertThat(tree.spans()).isEmpty();
  }

  @Test
  void sampler_decidesWhereTheApplicationDidNot() {
    SpanSettings never =
        new SpanSettings(
            AddressPolicy.DOMAIN, TraceMode.PARENT, Sampler.alwaysOff(), Resource.empty());
    HistorySink sink = new MailSpans(CONTEXTS, never, tree.encoded);
    MailStory.arrives(sink, "m1@example.com", 0);
    assertThat(tree.spans()).isEmpty();
    MailStory.arrives(sink, token(1), 0);
    assertThat(tree.spans()).isEmpty(); // Same entry: decided already.
    MailStory.arrives(new MailSpans(CONTEXTS, never, tree.encoded), token(1), 0);
    assertThat(tree.spans()).hasSize(1);
  }

  @Test
  void sampler_goesByTheTraceId() {
    Sampler half = Sampler.traceIdRatioBased(0.5);
    SpanSettings settings =
        new SpanSettings(AddressPolicy.DOMAIN, TraceMode.PARENT, half, Resource.empty());
    int sampled = 0;
    for (int i = 0; i < 200; i++) {
      SpanTree spans = new SpanTree();
      MailStory.arrives(
          new MailSpans(CONTEXTS, settings, spans.encoded), "m" + i + "@example.com", 0);
      sampled += spans.spans().size();
    }
    assertThat(sampled).isBetween(60, 140);
  }

  @Test
  void deliveryOfUnknownEnd_isNoSpan() {
    MailStory story = MailStory.arrives(parentMode, token(1), 0);
    double never = -1 - MailStory.EPOCH_MICROS / 1e6;
    story.ends(JO, Outcome.UNKNOWN, never);
    assertThat(tree.spans()).hasSize(1);
  }

  @Test
  void replay_givesTheSameSpans() {
    SpanTree again = new SpanTree();
    greylistedOverTwoHops(sink(TraceMode.auto(Duration.ofSeconds(60))), token(1));
    greylistedOverTwoHops(
        new MailSpans(
            CONTEXTS,
            new SpanSettings(
                AddressPolicy.DOMAIN,
                TraceMode.auto(Duration.ofSeconds(60)),
                Sampler.alwaysOn(),
                Resource.empty()),
            again.encoded),
        token(1));
    assertThat(again.details()).isEqualTo(tree.details());
  }

  private static void greylistedOverTwoHops(HistorySink sink, String messageId) {
    MailStory.arrives(sink, messageId, 0)
        .waits(Wait.Kind.QUEUE, 0.2, 0.3, null)
        .fails(JO, 0.3, 0.5, GREYLISTED)
        .waits(Wait.Kind.RETRY, 0.5, 300.5, FailureReason.GREYLISTED)
        .sends(JO, 300.5, 300.9, "9B7C2", true)
        .ends(JO, Outcome.DELIVERED, 300.9)
        .closes()
        .continues(Relation.RELAYED, "mx2", "9B7C2", 300.7)
        .sends(JO, 300.8, 300.95, null, false)
        .ends(JO, Outcome.DELIVERED, 300.95)
        .closes();
  }

  private static void bounced(HistorySink sink, double seconds) {
    MailStory.arrives(sink, token(1), 0)
        .fails(JO, 0.3, 0.5, UNKNOWN_USER)
        .ends(JO, Outcome.BOUNCED, 0.5, UNKNOWN_USER, "7C003")
        .continues(Relation.NOTIFICATION, "mx1", "7C003", seconds)
        .sends("shop@example.org", seconds + 0.1, seconds + 0.2, null, false)
        .ends("shop@example.org", Outcome.DELIVERED, seconds + 0.2);
  }

  private HistorySink sink(TraceMode mode) {
    return new MailSpans(
        CONTEXTS,
        new SpanSettings(AddressPolicy.DOMAIN, mode, Sampler.alwaysOn(), Resource.empty()),
        tree.encoded);
  }

  private static String token(int flags) {
    return token(flags, MailStory.EPOCH_MICROS / 1000 - 300);
  }

  private static String token(int flags, long sentMillis) {
    return requireNonNull(
            TraceToken.format(TRACE, SEND, flags, sentMillis, "otp", 60, "example.org", null))
        .replaceAll("[<>]", "");
  }

  private static String ownTrace(String messageId) {
    return OwnTrace.traceId(MailStory.arrives(new HistorySink() {}, messageId, 0).entry().origin());
  }
}
