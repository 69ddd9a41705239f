// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.LOCAL;
import static io.github.otelmail.bridge.tracker.TestLog.MX;
import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of one entry, from its client to its end. */
class TrackerLifeTest {
  private static final String A = "00000A1";
  private final TestLog log = new TestLog();

  @Test
  void acceptedAndSent_isToldStepByStep() {
    log.client(A).messageId(A, "m@x");
    assertThat(log.sink.calls).isEmpty();
    log.at(0.5).active(A, 1);
    assertThat(log.sink.steps(A)).containsExactly("received");
    log.at(2).sent(A, "r@y", 2);
    assertThat(log.sink.steps(A)).containsExactly("received", "waited", "attempted", "finished");
    log.at(2.1).removed(A).advance(302.2);
    assertThat(log.sink.steps(A)).endsWith("closed");
    assertThat(log.tracker.openEntries()).isZero();

    Entry entry = log.sink.closed(A).entry();
    assertThat(entry.key()).isEqualTo(new EntryKey("mx1", "postfix", A));
    assertThat(entry.arrivalMicros()).isEqualTo(time(0));
    assertThat(entry.queuedMicros()).isEqualTo(time(0.5));
    assertThat(entry.exactArrival()).isTrue();
    assertThat(entry.messageId()).isEqualTo("m@x");
    assertThat(entry.sender()).isEqualTo("a@example.org");
    assertThat(entry.sizeBytes()).isEqualTo(500);
    assertThat(entry.recipientCount()).isEqualTo(1);
    assertThat(entry.clientName()).isEqualTo("app");
    assertThat(entry.clientAddress()).isEqualTo("10.0.0.1");
    assertThat(entry.previous()).isNull();
    assertThat(entry.isNotification()).isFalse();
    assertThat(entry.identity()).asString().isEqualTo("mx1 00000A1 1700000000");
    assertThat(entry.origin())
        .isEqualTo(new Origin(entry.key(), time(0), "m@x", null, "app", "10.0.0.1", false, false));

    Delivery delivery = log.sink.delivery(A);
    assertThat(delivery.outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(delivery.finishedMicros()).isEqualTo(time(2));
    assertThat(delivery.attemptCount()).isEqualTo(1);
    assertThat(delivery.reason()).isNull();
    Attempt attempt = delivery.attempts().get(0);
    assertThat(attempt.number()).isEqualTo(1);
    assertThat(attempt.agent()).isEqualTo("smtp");
    assertThat(attempt.startMicros()).isEqualTo(time(1.5));
    assertThat(attempt.endMicros()).isEqualTo(time(2));
    assertThat(attempt.queueManagerMicros()).isEqualTo(100_000);
    assertThat(attempt.connectMicros()).isEqualTo(200_000);
    assertThat(attempt.transmitMicros()).isEqualTo(300_000);
    assertThat(delivery.waits())
        .containsExactly(
            new Wait(attempt.identity(), "r@y", Wait.Kind.QUEUE, time(0.5), time(1.5), null));
  }

  @Test
  void sinkThatWantsNoSteps_isToldTheSameHistories() {
    List<Delivery> told = new ArrayList<>();
    HistorySink wholeOnly =
        new HistorySink() {
          @Override
          public boolean wantsSteps() {
            return false;
          }

          @Override
          public void waited(Entry entry, Wait wait) {
            throw new AssertionError(wait);
          }

          @Override
          public void attempted(Entry entry, Attempt attempt) {
            throw new AssertionError(attempt);
          }

          @Override
          public void finished(Entry entry, Delivery delivery) {
            throw new AssertionError(delivery);
          }

          @Override
          public void closed(Entry entry, List<Delivery> deliveries) {
            told.addAll(deliveries);
          }
        };
    deferredThenSent(log);
    TestLog whole = new TestLog();
    whole.tracker = new Tracker(whole.limits, wholeOnly, PipelineListener.NOOP);
    deferredThenSent(whole);

    assertThat(told)
        .usingRecursiveComparison()
        .ignoringFields("identity", "attempts.identity", "waits.identity")
        .isEqualTo(List.of(log.sink.delivery(A)));
    assertThat(told.get(0).waits()).hasSize(2);
  }

  private static void deferredThenSent(TestLog log) {
    log.client(A).messageId(A, "m@x").at(0.5).active(A, 1);
    log.at(2).deferred(A, "r@y", 2).at(302).active(A, 1).at(303).sent(A, "r@y", 303);
    log.removed(A).finish();
  }

  @Test
  void recipientNamedTwice_isTwoDeliveries() {
    log.queued(A, "m@x", 2).at(1).sent(A, "r@y", 1).at(2).deferred(A, "r@y", 2);
    log.at(302).active(A, 2).at(303).sent(A, "r@y", 303).removed(A).finish();
    assertThat(log.sink.closed(A).deliveries())
        .extracting(Delivery::outcome, Delivery::attemptCount)
        .containsExactly(tuple(Outcome.DELIVERED, 1), tuple(Outcome.DELIVERED, 2));
  }

  @Test
  void attemptAfterTheAnswer_isNoOtherRecipientWhenAllAreKnown() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).at(2).sent(A, "r@y", 2).finish();
    assertThat(log.sink.closed(A).deliveries()).hasSize(1);
  }

  @Test
  void recipientNamedTwice_withTheFasterLineLast_isTwoDeliveries() {
    log.sink.timeIsMonotonic = false;
    log.wholeSeconds().queued(A, "m@x", 2).sent(A, "r@y", 0.57).sent(A, "r@y", 0.21);
    log.sent(A, "r@y", 0.21).removed(A).finish();
    assertThat(log.sink.closed(A).deliveries())
        .extracting(Delivery::outcome, Delivery::attemptCount)
        .containsExactly(tuple(Outcome.DELIVERED, 1), tuple(Outcome.DELIVERED, 1));
  }

  @Test
  void deferredTwice_waitsForRetryWithTheReasonBefore() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1).at(301).active(A, 1);
    log.at(302).deferred(A, "r@y", 302).at(902).sent(A, "r@y", 902).removed(A).finish();
    Delivery delivery = log.sink.delivery(A);
    assertThat(delivery.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3);
    assertThat(delivery.attempts())
        .extracting(Attempt::reason)
        .containsExactly(FailureReason.GREYLISTED, FailureReason.GREYLISTED, null);
    assertThat(delivery.waits())
        .extracting(Wait::kind)
        .containsExactly(Wait.Kind.QUEUE, Wait.Kind.RETRY, Wait.Kind.RETRY);
    Wait retry = delivery.waits().get(1);
    assertThat(retry.startMicros()).isEqualTo(time(1));
    assertThat(retry.endMicros()).isEqualTo(time(301.5));
    assertThat(retry.reason()).isEqualTo(FailureReason.GREYLISTED);
    assertThat(log.sink.steps(A).stream().filter("received"::equals)).hasSize(1);
  }

  @Test
  void severalRecipients_haveStoriesOfTheirOwn() {
    log.queued(A, "m@x", 3).at(1).sent(A, "r1@y", 1).bounced(A, "r2@y", 1).deferred(A, "r3@y", 1);
    log.at(400).deferred(A, "r3@y", 400).finish();
    List<Delivery> deliveries = log.sink.closed(A).deliveries();
    assertThat(deliveries).extracting(Delivery::recipient).containsExactly("r1@y", "r2@y", "r3@y");
    assertThat(deliveries)
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELIVERED, Outcome.BOUNCED, Outcome.DEFERRED);
    assertThat(deliveries).extracting(Delivery::attemptCount).containsExactly(1, 1, 2);
    assertThat(deliveries.get(1).reason()).isEqualTo(FailureReason.UNKNOWN_RECIPIENT);
    assertThat(deliveries.get(2).finishedMicros()).isEqualTo(-1);
    assertThat(deliveries.get(2).reason()).isEqualTo(FailureReason.GREYLISTED);
    assertThat(log.sink.of(Delivery.class)).hasSize(2);
  }

  @Test
  void manyRecipients_areFoundAgain() {
    log.queued(A, "m@x", 30);
    for (int i = 0; i < 30; i++) {
      log.at(1).deferred(A, "r" + i + "@y", 1);
    }
    for (int i = 0; i < 30; i++) {
      log.at(400).sent(A, "r" + i + "@y", 400);
    }
    log.removed(A).finish();
    assertThat(log.sink.closed(A).deliveries())
        .hasSize(30)
        .allMatch(d -> d.attemptCount() == 2 && d.outcome() == Outcome.DELIVERED);
  }

  @Test
  void sameAddressOfTwoAliases_isTwoRecipients() {
    for (String alias : List.of("a1@x", "a2@x", "a3@x")) {
      for (int i = 0; i < 4; i++) {
        log.say("smtp", toAlias("r" + i + "@y", alias, DeliveryStatus.DEFERRED, 1));
      }
    }
    log.at(5).say("smtp", toAlias("r0@y", "a2@x", DeliveryStatus.SENT, 6)).finish();
    List<Delivery> deliveries = log.sink.closed(A).deliveries();
    assertThat(deliveries).hasSize(12);
    assertThat(deliveries)
        .filteredOn(d -> d.outcome() == Outcome.DELIVERED)
        .singleElement()
        .satisfies(d -> assertThat(d.originalRecipient()).isEqualTo("a2@x"));
    assertThat(deliveries).extracting(Delivery::identity).doesNotHaveDuplicates();
  }

  private static MailEvent toAlias(String to, String alias, DeliveryStatus status, double age) {
    return TestLog.attempted(A, to, alias, MX, age, null, status, "250 2.0.0 Ok", null);
  }

  @Test
  void sameLineAgain_isTheSameAttempt() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1).deferred(A, "r@y", 1);
    log.at(301).deferred(A, "r@y", 301).at(1).deferred(A, "r@y", 1).finish();
    assertThat(log.sink.delivery(A).attemptCount()).isEqualTo(2);
  }

  @Test
  void attemptAfterTheOutcome_isToldAndChangesNothing() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).at(2).bounced(A, "r@y", 2).removed(A).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(log.sink.of(Attempt.class)).hasSize(2);
    assertThat(log.sink.of(Delivery.class)).hasSize(1);
  }

  @Test
  void linesAfterRemoved_stillCount() {
    log.queued(A, "m@x", 2).at(1).sent(A, "r1@y", 1).removed(A).at(1.2).sent(A, "r2@y", 1.2);
    log.finish();
    assertThat(log.sink.closed(A).deliveries())
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELIVERED, Outcome.DELIVERED);
  }

  @Test
  void removedWithoutAnOutcome_isUnknown() {
    log.queued(A, "m@x", 2).at(1).deferred(A, "r1@y", 1).at(400).removed(A).finish();
    List<Delivery> deliveries = log.sink.closed(A).deliveries();
    assertThat(deliveries).extracting(Delivery::recipient).containsExactly("r1@y", "");
    assertThat(deliveries).allMatch(d -> d.outcome() == Outcome.UNKNOWN);
  }

  @Test
  void everyRecipientDecidedAndRemovedMissing_isClosedAllTheSame() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).advance(301);
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(log.gaveUp).isZero();
  }

  @Test
  void anotherRecipientAfterAllSeemedDecided_keepsTheEntry() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r1@y", 1).deferred(A, "r2@y", 1).advance(1000);
    assertThat(log.tracker.openEntries()).isEqualTo(1);
    log.at(1001).sent(A, "r2@y", 1001).advance(1302);
    assertThat(log.sink.closed(A).deliveries()).hasSize(2);
  }

  @Test
  void nothingKept_givesNoSteps() {
    TestLog bare = new TestLog(10, 0);
    bare.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1).at(400).sent(A, "r@y", 400).finish();
    assertThat(bare.sink.delivery(A).attemptCount()).isEqualTo(2);
    assertThat(bare.sink.delivery(A).attempts()).isEmpty();
    assertThat(bare.sink.delivery(A).waits()).isEmpty();
  }

  @Test
  void moreAttemptsThanKept_givesTheFirstAndTheLast() {
    TestLog few = new TestLog(10, 2);
    few.queued(A, "m@x", 1);
    for (int i = 1; i <= 4; i++) {
      few.at(i * 300).deferred(A, "r@y", i * 300);
    }
    few.finish();
    assertThat(few.sink.delivery(A).attempts()).extracting(Attempt::number).containsExactly(1, 4);
  }

  @Test
  void discardAgent_isDeleted() {
    log.queued(A, "m@x", 1).at(1);
    log.say(
        "discard",
        TestLog.attempted(A, "r@y", null, LOCAL, 1, null, DeliveryStatus.SENT, "x", null));
    log.finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELETED);
  }

  @Test
  void hostFailures_belongToTheAttemptOfTheirProcess() {
    log.queued(A, "m@x", 3).at(1);
    log.pid(7).say("smtp", new MailEvent.HostFailed(A, "connect to mx1: refused"));
    log.pid(8).sent(A, "r1@y", 1).pid(7).deferred(A, "r2@y", 1).deferred(A, "r3@y", 1);
    log.at(400).deferred(A, "r2@y", 400).finish();
    List<Attempt> attempts = log.sink.of(Attempt.class);
    assertThat(attempts)
        .extracting(Attempt::hostFailures)
        .containsExactly(
            List.of(),
            List.of("connect to mx1: refused"),
            List.of("connect to mx1: refused"),
            List.of());
  }

  @Test
  void contextAndLogin_areInTheOrigin() {
    log.say("smtpd", new MailEvent.Accepted(A, "app", "10.0.0.1", "user", null));
    log.say("cleanup", new MailEvent.ContextSeen(A, "00-aa-bb-01"));
    log.say("cleanup", new MailEvent.ContextSeen(A, "00-other-01"));
    log.say("cleanup", new MailEvent.MessageIdSeen(A, "resent@x", true));
    log.messageId(A, "m@x").active(A, 1).finish();
    Origin origin = log.sink.closed(A).entry().origin();
    assertThat(origin.traceparent()).isEqualTo("00-aa-bb-01");
    assertThat(origin.authenticated()).isTrue();
    assertThat(origin.messageId()).isEqualTo("m@x");
  }

  @Test
  void localSubmission_isLocal() {
    log.pickup(A, null).messageId(A, "m@x").active(A, 1).finish();
    assertThat(log.sink.closed(A).entry().origin().local()).isTrue();
    assertThat(log.sink.closed(A).entry().clientName()).isNull();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(log.sink.delivery(A).recipient()).isEmpty();
  }

  @Test
  void noMessageId_isKnownToBeNone() {
    log.client(A).messageId(A, null).active(A, 1);
    assertThat(log.sink.steps(A)).containsExactly("received");
    assertThat(log.sink.calls.get(0).entry().messageId()).isNull();
  }

  @Test
  void missingMessageIdLine_isWaitedForSoLong() {
    log.client(A).active(A, 1).at(1).sent(A, "r@y", 1);
    assertThat(log.sink.calls).isEmpty();
    log.advance(5.1);
    assertThat(log.sink.steps(A)).containsExactly("received", "waited", "attempted", "finished");
  }

  @Test
  void linesInAnyOrder_giveOneStory() {
    log.sent(A, "r@y", 1).removed(A).active(A, 1).messageId(A, "m@x");
    assertThat(log.sink.calls).isEmpty();
    log.client(A);
    assertThat(log.sink.steps(A)).containsExactly("received", "waited", "attempted", "finished");
    log.finish();
    assertThat(log.sink.closed(A).entry().clientName()).isEqualTo("app");
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void restart_changesNothing() {
    log.queued(A, "m@x", 1).say("master", new MailEvent.Restarted());
    assertThat(log.sink.steps(A)).containsExactly("received");
  }

  @Test
  void finish_leavesATrackerThatWorks() {
    log.queued(A, "m@x", 1).finish().at(10).queued("00000A2", "n@x", 1).finish();
    assertThat(log.sink.closed).hasSize(2);
  }

  @Test
  void noRoomAtAll_isRefused() {
    TrackerLimits none = new TrackerLimits(0, 0, Duration.ZERO, Duration.ZERO, 0);
    assertThatThrownBy(() -> new Tracker(none, log.sink, PipelineListener.NOOP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxEntries <= 0");
  }
}
