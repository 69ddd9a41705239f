// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators and rules do to entries. */
class TrackerOperatorTest {
  private static final String A = "00000A1";
  private final TestLog log = new TestLog();

  @Test
  void heldOnReception_waitsForItsRelease() {
    log.client(A).messageId(A, "m@x").at(1).held(A);
    assertThat(log.sink.calls).isEmpty();
    log.advance(7);
    assertThat(log.sink.steps(A)).containsExactly("received");
    log.at(100).released(A).active(A, 1).at(101).sent(A, "r@y", 101).removed(A).finish();
    Entry entry = log.sink.closed(A).entry();
    assertThat(entry.queuedMicros()).isEqualTo(time(1));
    Delivery delivery = log.sink.delivery(A);
    assertThat(delivery.waits())
        .extracting(Wait::kind, Wait::startMicros, Wait::endMicros)
        .containsExactly(
            tuple(Wait.Kind.HOLD, time(1), time(100)),
            tuple(Wait.Kind.QUEUE, time(100), time(100.5)));
    assertThat(delivery.waits()).allMatch(wait -> wait.recipient().equals("r@y"));
  }

  @Test
  void heldWhileDeferred_splitsTheWait() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1).at(50).held(A).held(A);
    log.at(80).active(A, 1).at(90).sent(A, "r@y", 90).finish();
    assertThat(log.sink.delivery(A).waits())
        .extracting(Wait::kind)
        .containsExactly(Wait.Kind.QUEUE, Wait.Kind.RETRY, Wait.Kind.HOLD, Wait.Kind.RETRY);
    assertThat(log.sink.delivery(A).waits().get(1).reason()).isEqualTo(FailureReason.GREYLISTED);
    assertThat(log.sink.delivery(A).waits().get(2).endMicros()).isEqualTo(time(80));
  }

  @Test
  void heldToTheEnd_isHeld() {
    log.queued(A, "m@x", 2).at(1).deferred(A, "r@y", 1).at(50).held(A).finish();
    assertThat(log.sink.closed(A).deliveries())
        .extracting(Delivery::recipient, Delivery::outcome)
        .containsExactly(tuple("r@y", Outcome.HELD), tuple("", Outcome.HELD));
  }

  @Test
  void heldThenRefused_wasNeverThere() {
    log.client(A).messageId(A, "m@x").held(A).refused(A, true).advance(10).finish();
    assertThat(log.sink.calls).isEmpty();
    assertThat(log.sink.refused).hasSize(1);
  }

  @Test
  void heldThenRefusedLongAfter_endsWithoutAnOutcome() {
    log.client(A).messageId(A, "m@x").held(A).advance(10).at(11).refused(A, true).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void releasedUnknownOrNotHeld_doesNothing() {
    log.released(A).queued("00000A2", "m@x", 1).released("00000A2");
    assertThat(log.sink.steps("00000A2")).containsExactly("received");
    assertThat(log.tracker.openEntries()).isEqualTo(1);
  }

  @Test
  void deleted_endsEveryRecipient() {
    log.queued(A, "m@x", 3).at(1).sent(A, "r1@y", 1).deferred(A, "r2@y", 1).at(60).deleted(A);
    log.deleted(A).at(61).sent(A, "r3@y", 61).finish();
    List<Delivery> deliveries = log.sink.closed(A).deliveries();
    assertThat(deliveries)
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELIVERED, Outcome.DELETED, Outcome.DELIVERED);
    assertThat(deliveries.get(1).finishedMicros()).isEqualTo(time(60));
    assertThat(deliveries.get(1).reason()).isNull();
    assertThat(deliveries.get(1).waits()).last().extracting(Wait::endMicros).isEqualTo(time(60));
  }

  @Test
  void deletedBeforeAnyAttempt_isOneDeliveryWithoutAName() {
    log.queued(A, "m@x", 2).at(60).deleted(A).finish();
    Delivery delivery = log.sink.delivery(A);
    assertThat(delivery.recipient()).isEmpty();
    assertThat(delivery.outcome()).isEqualTo(Outcome.DELETED);
    assertThat(delivery.finishedMicros()).isEqualTo(time(60));
    assertThat(delivery.waits())
        .singleElement()
        .satisfies(
            wait -> {
              assertThat(wait.kind()).isEqualTo(Wait.Kind.QUEUE);
              assertThat(wait.endMicros()).isEqualTo(time(60));
            });
  }

  @Test
  void deletedUnknown_isToldAtOnceAsItIs() {
    log.at(60).deleted(A).advance(70);
    assertThat(log.sink.steps(A)).containsExactly("received", "finished");
    log.finish();
    assertThat(log.sink.closed(A).entry().exactArrival()).isFalse();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELETED);
  }

  @Test
  void discarded_isDeletedForItsContent() {
    log.client(A).say("cleanup", new MailEvent.Discarded(A, "header Subject: lottery"));
    log.messageId(A, "m@x").say("cleanup", new MailEvent.Discarded(A, "discarded")).finish();
    Delivery delivery = log.sink.delivery(A);
    assertThat(delivery.outcome()).isEqualTo(Outcome.DELETED);
    assertThat(delivery.reason()).isEqualTo(FailureReason.CONTENT);
    assertThat(log.sink.closed(A).entry().messageId()).isEqualTo("m@x");
  }

  @Test
  void redirected_replacesAllRecipientsOfTheEnvelope() {
    log.client(A).say("cleanup", new MailEvent.Redirected(A));
    log.messageId(A, "m@x").active(A, 3).at(1).sent(A, "tom@y", 1).removed(A).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(log.sink.closed(A).entry().recipientCount()).isEqualTo(-1);
  }

  @Test
  void discardedAfterAnAttempt_isForItsContentToo() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1);
    log.say("cleanup", new MailEvent.Discarded(A, "x")).finish();
    assertThat(log.sink.delivery(A).reason()).isEqualTo(FailureReason.CONTENT);
  }

  @Test
  void expired_endsWhoeverIsLeft() {
    log.queued(A, "m@x", 3).at(1).sent(A, "r1@y", 1).deferred(A, "r2@y", 1).at(500).expired(A);
    log.expired(A).removed(A).finish();
    List<Delivery> deliveries = log.sink.closed(A).deliveries();
    assertThat(deliveries)
        .extracting(Delivery::recipient, Delivery::outcome)
        .containsExactly(
            tuple("r1@y", Outcome.DELIVERED),
            tuple("r2@y", Outcome.EXPIRED),
            tuple("", Outcome.EXPIRED));
    assertThat(deliveries.get(1).reason()).isEqualTo(FailureReason.GREYLISTED);
    assertThat(log.sink.of(Delivery.class)).hasSize(3);
  }

  @Test
  void lastDeferralAfterTheExpiry_isExpiredToo() {
    log.queued(A, "m@x", 1).at(500).expired(A).deferred(A, "r@y", 500).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(log.sink.delivery(A).recipient()).isEqualTo("r@y");
  }

  @Test
  void expiredUnknown_isOneDeliveryWithoutAName() {
    log.at(500).expired(A).removed(A).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void refusedAfterItsQueueId_wasNeverThere() {
    log.client(A).refused(A, true).messageId(A, null).removed(A).finish();
    assertThat(log.sink.calls).isEmpty();
    assertThat(log.sink.refused).hasSize(1);
  }

  @Test
  void refusedRecipient_leavesTheMessage() {
    log.client(A).refused(A, false).refused(null, false).messageId(A, "m@x").active(A, 1);
    assertThat(log.sink.refused).hasSize(2);
    assertThat(log.sink.steps(A)).containsExactly("received");
  }

  @Test
  void clientLostAfterTheMessage_refusesNothing() {
    log.queued(A, "m@x", 1).refused(A, true).at(1).sent(A, "r@y", 1).finish();
    assertThat(log.sink.refused).isEmpty();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void refusedButActiveAllTheSame_isInTheQueue() {
    log.client(A).refused(A, true).at(0.1).active(A, 1).at(1).sent(A, "r@y", 1);
    log.advance(7).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void clientThatNeverSends_isForgotten() {
    log.client(A).advance(3601);
    assertThat(log.tracker.openEntries()).isZero();
    assertThat(log.sink.calls).isEmpty();
    assertThat(log.gaveUp).isZero();
  }

  @Test
  void cancelled_isForgotten() {
    log.client(A).messageId(A, "m@x").removed(A).finish();
    assertThat(log.sink.calls).isEmpty();
  }

  @Test
  void requeuedTwice_countsOnce() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1).at(5).requeued(A).at(6).requeued(A);
    log.finish();
    assertThat(log.sink.delivery(A).waits()).last().extracting(Wait::endMicros).isEqualTo(time(5));
  }
}
