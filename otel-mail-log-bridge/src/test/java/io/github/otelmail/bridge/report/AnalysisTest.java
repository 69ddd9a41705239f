// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static io.github.otelmail.bridge.event.DeliveryStatus.DEFERRED;
import static io.github.otelmail.bridge.event.DeliveryStatus.SENT;
import static io.github.otelmail.bridge.report.Story.SECOND;
import static io.github.otelmail.bridge.report.Story.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.Wait.Kind;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.TraceToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final Analysis analysis = analysis("10.0.0.0/8");

  private static Analysis analysis(String trusted) {
    return new Analysis(
        new TraceContextResolver(null, TrustedNetworks.parse(List.of(trusted))),
        AddressPolicy.DOMAIN,
        () -> T + 10_000 * SECOND);
  }

  private static void tell(Analysis analysis, Story story, Delivery... deliveries) {
    analysis.received(story.entry());
    analysis.closed(story.entry(), List.of(deliveries));
  }

  private static String token(String stream, long deadlineSeconds) {
    String id =
        TraceToken.format(
            TRACE, "00f067aa0ba902b7", 1, T / 1000, stream, deadlineSeconds, "example.com", null);
    String withBrackets = Objects.requireNonNull(id);
    return withBrackets.substring(1, withBrackets.length() - 1);
  }

  @Test
  void closed_twoHops_countOneMessageFromFirstToLast() {
    Story first = new Story("Q1").arrived(1, 1).tried(SENT, 1, 2, null).goesOnAs("Q2");
    Story second =
        new Story("Q2").arrived(2, 2).after(first, Relation.RELAYED).tried(SENT, 2, 31, null);
    tell(analysis, second, second.delivery(Outcome.DELIVERED, 31));
    tell(analysis, first, first.delivery(Outcome.DELIVERED, 2));
    assertThat(analysis.messages()).isEqualTo(1);
    assertThat(analysis.entries()).isEqualTo(2);
    assertThat(analysis.all().recipients()).isEqualTo(1);
    assertThat(analysis.attempts().total()).isEqualTo(2);
    assertThat(analysis.all().timeToInbox().max()).isEqualTo(30 * SECOND);
  }

  @Test
  void closed_notificationThatGoesOn_staysApart() {
    Story message = new Story("Q1").tried(SENT, 0, 1, null);
    Story bounce =
        new Story("Q2")
            .after(message, Relation.NOTIFICATION)
            .tried(SENT, 1, 2, null)
            .goesOnAs("Q3");
    Story relayed = new Story("Q3").after(bounce, Relation.RELAYED).tried(SENT, 2, 3, null);
    analysis.received(bounce.entry());
    analysis.received(relayed.entry());
    tell(analysis, relayed, relayed.delivery(Outcome.DELIVERED, 3));
    tell(analysis, bounce, bounce.delivery(Outcome.DELIVERED, 2));
    tell(analysis, message, message.delivery(Outcome.BOUNCED, 1));
    assertThat(analysis.messages()).isEqualTo(1);
    assertThat(analysis.notifications()).isEqualTo(1);
    assertThat(analysis.all().recipients()).isEqualTo(1);
    assertThat(analysis.notificationAttempts().total()).isEqualTo(2);
  }

  @Test
  void closed_tokenOfATrustedClient_givesStreamAndDeadline() {
    Story story = new Story("Q").messageId(token("otp", 60)).arrived(1, 1).tried(SENT, 1, 90, null);
    tell(analysis, story, story.delivery(Outcome.DELIVERED, 90));
    assertThat(analysis.streams().top(9).get(0).getKey()).isEqualTo("otp");
    assertThat(analysis.all().late()).isEqualTo(1);
    assertThat(analysis.all().timeToInbox().max()).isEqualTo(90 * SECOND);
    Listed late = analysis.list(Lists.Kind.LATE).largest(1).get(0);
    assertThat(late.measure()).isEqualTo(30 * SECOND);
    assertThat(late.context().traceId()).isEqualTo(TRACE);
  }

  @Test
  void closed_tokenOfAStranger_isNotBelieved() {
    Analysis strict = analysis("192.0.2.0/24");
    Story story = new Story("Q").messageId(token("otp", 60)).arrived(1, 1).tried(SENT, 1, 90, null);
    tell(strict, story, story.delivery(Outcome.DELIVERED, 90));
    assertThat(strict.streams().top(9)).isEmpty();
    assertThat(strict.all().late()).isZero();
    assertThat(strict.all().timeToInbox().max()).isEqualTo(89 * SECOND);
    Listed slowest = strict.list(Lists.Kind.SLOWEST).largest(1).get(0);
    assertThat(slowest.context().traceId()).isNotEqualTo(TRACE).hasSize(32);
  }

  @Test
  void closed_sameFailureTwice_countsOneRecipient() {
    Story story =
        new Story("Q")
            .tried(DEFERRED, 0, 1, FailureReason.GREYLISTED)
            .waited(Kind.RETRY, 1, 61, FailureReason.GREYLISTED)
            .tried(DEFERRED, 61, 62, FailureReason.GREYLISTED);
    tell(analysis, story, story.delivery(Outcome.EXPIRED, 62));
    assertThat(analysis.failures().top(9))
        .extracting(entry -> entry.getKey().kind(), entry -> entry.getValue().attempts())
        .containsExactly(tuple(Failures.Kind.DEFERRED, 2L), tuple(Failures.Kind.EXPIRED, 1L));
    assertThat(analysis.failures().top(1).get(0).getValue().recipients()).isEqualTo(1);
    assertThat(analysis.failures().top(1).get(0).getValue().example(AddressPolicy.DOMAIN))
        .doesNotContain("jo@");
    assertThat(analysis.deferredMessages()).isEqualTo(1);
  }

  @Test
  void closed_manyMessages_keepsABoundedNumberOfThings() {
    int count = 30_000;
    for (int i = 0; i < count; i++) {
      Story story =
          new Story("Q" + i)
              .to("jo@domain" + i + ".test")
              .messageId(token("s" + i % 2_000, 60))
              .tried(DEFERRED, 0, 1 + i, FailureReason.OTHER);
      Outcome outcome = OUTCOMES.get(i % OUTCOMES.size());
      tell(analysis, story, story.delivery(outcome, outcome == Outcome.DEFERRED ? -1 : 1 + i));
    }
    assertThat(analysis.messages()).isEqualTo(count);
    assertThat(analysis.domains().top(Integer.MAX_VALUE).size()).isLessThanOrEqualTo(4_000);
    assertThat(analysis.streams().top(Integer.MAX_VALUE).size()).isLessThanOrEqualTo(1_000);
    assertThat(analysis.domains().restAfter(0).recipients()).isEqualTo(count);
    List<Listed> listed = new ArrayList<>();
    for (Lists.Kind kind : Lists.Kind.values()) {
      List<Listed> list = analysis.list(kind).largest(Integer.MAX_VALUE);
      assertThat(list).hasSize(Lists.LIMIT);
      listed.addAll(list);
    }
    assertThat(listed).hasSize(200);
    assertThat(analysis.timeline().size()).isLessThanOrEqualTo(Timeline.MAX_BUCKETS);
  }

  @Test
  void closed_hopsOfAListedMessage_areShownFromTheFirst() {
    Story first = new Story("Q1").tried(SENT, 0, 1, null).goesOnAs("Q2");
    Story second = new Story("Q2").after(first, Relation.RELAYED).tried(SENT, 1, 9, null);
    tell(analysis, first, first.delivery(Outcome.DELIVERED, 1));
    tell(analysis, second, second.delivery(Outcome.DELIVERED, 9));
    Listed listed = analysis.list(Lists.Kind.SLOWEST).largest(1).get(0);
    assertThat(listed.before())
        .extracting(hop -> hop.entry().key().queueId())
        .containsExactly("Q1");
    assertThat(Journey.rows(listed, AddressPolicy.DOMAIN, T))
        .extracting(Waterfall.Row::name, Waterfall.Row::depth)
        .containsExactly(
            tuple("receive email", 0),
            tuple("attempt 1", 1),
            tuple("receive email", 2),
            tuple("attempt 1", 3),
            tuple("deliver email", 3),
            tuple("deliver email", 1));
  }
}
