// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.MX;
import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import org.junit.jupiter.api.Test;

/**
 * Which lines are about which entry: reuse of ids, hosts, instances, entries older than the log.
 */
class TrackerQueueIdTest {
  private static final String A = "00000A1";

  /** 2015-07-05T12:52:11.053285Z. */
  private static final String LONG = "3mPVKl0Mhjz7sXv";

  private final TestLog log = new TestLog();

  @Test
  void idReusedAfterRemoved_isANewEntry() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).removed(A);
    log.at(30).queued(A, "n@x", 1).at(31).bounced(A, "s@y", 1).removed(A).finish();
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().messageId())
        .containsExactly("m@x", "n@x");
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().identity().toString())
        .containsExactly("mx1 00000A1 1700000000", "mx1 00000A1 1700000030");
    assertThat(log.sink.closed)
        .extracting(closed -> closed.deliveries().get(0).outcome())
        .containsExactly(Outcome.DELIVERED, Outcome.BOUNCED);
  }

  @Test
  void idReusedByANotification_isANewEntry() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).removed(A);
    log.at(30).messageId(A, "n@x").active(A, 1).finish();
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().messageId())
        .containsExactly("m@x", "n@x");
  }

  @Test
  void idReusedByANotificationWithinSeconds_isANewEntry() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).removed(A);
    log.at(5).messageId(A, "n@x").active(A, 1).sent(A, "a@example.org", 0.1).removed(A);
    log.at(9).queued(A, "o@x", 1).at(10).sent(A, "s@y", 1).removed(A).finish();
    assertThat(log.sink.closed)
        .extracting(
            closed -> closed.entry().messageId() + " of " + closed.entry().clientName(),
            closed -> closed.entry().arrivalMicros())
        .containsExactly(
            tuple("m@x of app", time(0)),
            tuple("n@x of null", time(5)),
            tuple("o@x of app", time(9)));
  }

  @Test
  void idReusedWithinTheSecond_byAnotherKindOfClient_isANewEntry() {
    log.wholeSeconds();
    log.queued(A, "m@x", 1).at(0.2).sent(A, "r@y", 0.2).removed(A);
    log.at(0.5).pid(2).pickup(A, null).messageId(A, "n@x").active(A, 1);
    log.at(0.7).sent(A, "s@y", 0.2);
    log.removed(A)
        .at(0.8)
        .pid(3)
        .queued(A, "o@x", 1)
        .at(0.9)
        .bounced(A, "t@y", 0.1)
        .removed(A)
        .finish();
    assertThat(log.sink.closed)
        .extracting(
            closed ->
                closed.entry().messageId()
                    + (closed.entry().origin().local() ? " local " : " smtp ")
                    + closed.deliveries().get(0).outcome())
        .containsExactly("m@x smtp DELIVERED", "n@x local DELIVERED", "o@x smtp BOUNCED");
  }

  @Test
  void idReusedWithinTheSecond_byTheSameClient_isANewEntryOfThatClient() {
    log.wholeSeconds();
    log.queued(A, "m@x", 1).at(0.2).sent(A, "r@y", 0.2).removed(A);
    log.at(0.5).pid(2).queued(A, "n@x", 1).at(0.7).bounced(A, "s@y", 0.2).removed(A).finish();
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().messageId() + " of " + closed.entry().clientName())
        .containsExactly("m@x of app", "n@x of app");
    assertThat(log.sink.closed)
        .extracting(closed -> closed.deliveries().get(0).outcome())
        .containsExactly(Outcome.DELIVERED, Outcome.BOUNCED);
  }

  @Test
  void idOfANotificationReusedWithinTheSecond_isNotTheNotification() {
    log.wholeSeconds();
    log.queued("P", "m@x", 1).bounced("P", "r@y", 0).messageId(A, "n@x").notified("P", A);
    log.active(A, 1).at(0.1).sent(A, "a@example.org", 0.1).removed(A);
    log.at(0.5).pid(2).queued(A, "o@x", 1).at(0.6).sent(A, "s@y", 0.1).removed(A);
    log.removed("P").finish();
    assertThat(log.sink.closed)
        .extracting(
            closed -> {
              Entry.Previous previous = closed.entry().previous();
              return closed.entry().messageId() + (previous == null ? "" : previous.relation());
            })
        .containsExactlyInAnyOrder("m@x", "n@xNOTIFICATION", "o@x");
  }

  @Test
  void secondMessageIdOfAMessage_afterItsEnd_isNotANewEntry() {
    log.wholeSeconds();
    log.queued(A, "m@x", 1).at(0.2).sent(A, "r@y", 0.2).removed(A).messageId(A, "second@x");
    assertThat(log.finish().sink.closed(A).entry().messageId()).isEqualTo("m@x");
  }

  @Test
  void wholeEntryReadAgain_isTheSameEntry() {
    for (int i = 0; i < 2; i++) {
      log.at(0).queued(A, "m@x", 1).at(0.2).sent(A, "r@y", 0.2).removed(A);
    }
    log.finish();
    assertThat(log.sink.closed(A).deliveries()).hasSize(1);
  }

  @Test
  void idReusedWithTheEndMissing_isANewEntry() {
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1);
    log.at(30).queued(A, "n@x", 1).at(60).messageId(A, "o@x").active(A, 1).finish();
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().messageId())
        .containsExactly("m@x", "n@x", "o@x");
    assertThat(log.sink.closed.get(0).deliveries().get(0).outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(log.gaveUp).isZero();
  }

  @Test
  void messageIdLineRepeatedAfterTheEnd_isNotANewEntry() {
    log.queued(A, "m@x", 1).at(1).sent(A, "r@y", 1).removed(A).at(20).messageId(A, "m@x");
    assertThat(log.tracker.openEntries()).isEqualTo(1);
  }

  @Test
  void secondMessageIdOfAMessage_isNotANewEntry() {
    log.queued(A, "m@x", 1).messageId(A, "second@x").finish();
    assertThat(log.sink.closed(A).entry().messageId()).isEqualTo("m@x");
  }

  @Test
  void beginningReadAgain_isTheSameEntry() {
    log.queued(A, "m@x", 1).at(0).queued(A, "m@x", 1).pickup(A, null).finish();
    assertThat(log.sink.closed).hasSize(1);
    assertThat(log.sink.closed(A).entry().origin().local()).isFalse();
  }

  @Test
  void sameIdOnTwoHosts_isTwoEntries() {
    log.queued(A, "m@x", 1).on("mx2").queued(A, "n@x", 1).at(1).sent(A, "r@y", 1);
    log.on("mx1").bounced(A, "s@y", 1).finish();
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().key().host() + closed.deliveries().get(0).outcome())
        .containsExactly("mx1BOUNCED", "mx2DELIVERED");
  }

  @Test
  void sameIdInTwoInstances_isTwoEntries() {
    log.instance("in").queued(A, "m@x", 1).instance("out").queued(A, "n@x", 1);
    log.at(1).instance("in").sent(A, "r@y", 1).instance("out").bounced(A, "s@y", 1).finish();
    assertThat(log.sink.closed)
        .extracting(closed -> closed.entry().key().instance())
        .containsExactly("in", "out");
    assertThat(log.sink.closed)
        .extracting(closed -> closed.deliveries().get(0).outcome())
        .containsExactly(Outcome.DELIVERED, Outcome.BOUNCED);
  }

  @Test
  void serviceWithANameOfItsOwn_belongsToTheInstance() {
    log.instance("submission").client(A).instance("postfix").messageId(A, "m@x").active(A, 1);
    log.instance("relay").at(1).sent(A, "r@y", 1).instance("submission").client(A).finish();
    assertThat(log.sink.closed(A).entry().key().instance()).isEqualTo("postfix");
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void clientLineAfterTheOthers_isAdopted() {
    log.messageId(A, "m@x").active(A, 1).instance("submission").client(A).finish();
    assertThat(log.sink.closed(A).entry().clientName()).isEqualTo("app");
  }

  @Test
  void clientLineAfterTheGrace_fillsInWhatIsStillOpen() {
    log.wholeSeconds().messageId(A, "m@x").active(A, 1).advance(8).at(8).client(A).finish();
    assertThat(log.sink.closed(A).entry().clientName()).isEqualTo("app");
    assertThat(log.sink.closed(A).entry().origin().clientName()).isNull();
  }

  @Test
  void linesThatAreNotAboutAnything_createNothing() {
    log.removed(A).released(A).requeued(A).refused(A, true);
    assertThat(log.tracker.openEntries()).isZero();
    assertThat(log.sink.refused).hasSize(1);
  }

  @Test
  void logFromTheMiddle_computesTheArrivalFromTheAge() {
    log.at(1000).active(A, 1).at(1001.5).deferred(A, "r@y", 1001);
    assertThat(log.sink.calls).isEmpty();
    log.at(1400).sent(A, "r@y", 1400).removed(A).finish();
    Entry entry = log.sink.closed(A).entry();
    assertThat(entry.exactArrival()).isFalse();
    assertThat(entry.arrivalMicros()).isEqualTo(time(1));
    assertThat(entry.queuedMicros()).isEqualTo(time(1));
    assertThat(entry.messageId()).isNull();
    Wait first = log.sink.delivery(A).waits().get(0);
    assertThat(first.startMicros()).isEqualTo(time(1000.9));
    assertThat(first.endMicros()).isEqualTo(time(1001));
  }

  @Test
  void logFromTheMiddle_longIdKnowsItsArrival() {
    log.at(1000).attempt(LONG, "r@y", 3, DeliveryStatus.SENT, "250 2.0.0 Ok", null);
    log.finish();
    Entry entry = log.sink.closed(LONG).entry();
    assertThat(entry.exactArrival()).isTrue();
    assertThat(entry.arrivalMicros()).isEqualTo(1_436_100_731_053_285L);
    assertThat(entry.identity()).asString().isEqualTo("mx1 " + LONG);
  }

  @Test
  void longIdFromTheFuture_isNotBelieved() {
    String future = "zzzzzz0Mhjz7sXv";
    log.at(1000).attempt(future, "r@y", 3, DeliveryStatus.SENT, "250 2.0.0 Ok", null);
    log.at(1000).client(LONG).messageId(LONG, "m@x").active(LONG, 1).finish();
    assertThat(log.sink.closed(future).entry().arrivalMicros()).isEqualTo(time(997));
    assertThat(log.sink.closed(LONG).entry().arrivalMicros()).isEqualTo(time(1000));
  }

  @Test
  void logFromTheMiddle_idWithoutTime_usesTheAge() {
    log.at(1000).attempt("exim-1", "r@y", 3, DeliveryStatus.SENT, "250 2.0.0 Ok", null);
    log.at(1001).client("exim-2").messageId("exim-2", "m@x").active("exim-2", 1).finish();
    assertThat(log.sink.closed("exim-1").entry().arrivalMicros()).isEqualTo(time(997));
    assertThat(log.sink.closed("exim-2").entry().arrivalMicros()).isEqualTo(time(1001));
  }

  @Test
  void logFromTheMiddle_withoutAnAge_beginsWithTheLine() {
    log.at(1000);
    log.say(
        "smtp",
        TestLog.attempted(A, "r@y", null, MX, -1, null, DeliveryStatus.SENT, "250 2.0.0 Ok", null));
    log.finish();
    Attempt attempt = log.sink.delivery(A).attempts().get(0);
    assertThat(attempt.startMicros()).isEqualTo(time(1000));
    assertThat(attempt.endMicros()).isEqualTo(time(1000));
    assertThat(attempt.connectMicros()).isEqualTo(-1);
    assertThat(attempt.queueManagerMicros()).isEqualTo(-1);
  }

  @Test
  void activeOnlyAndNothingElse_waitsForItsFirstAttempt() {
    log.at(1000).active(A, 1).advance(1100);
    assertThat(log.sink.calls).isEmpty();
    log.at(1200).sent(A, "r@y", 1200);
    assertThat(log.sink.steps(A)).contains("received", "attempted");
  }

  @Test
  void activeOnlyToTheEnd_isToldAtTheEnd() {
    log.at(1000).active(A, 1).finish();
    assertThat(log.sink.delivery(A).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(log.sink.closed(A).entry().exactArrival()).isFalse();
  }

  @Test
  void heldInTheMiddle_isToldAfterTheGrace() {
    log.at(1000).held(A).advance(1006);
    assertThat(log.sink.steps(A)).containsExactly("received");
    log.at(1100).released(A).finish();
    assertThat(log.sink.delivery(A).waits()).extracting(Wait::kind).containsExactly(Wait.Kind.HOLD);
  }

  @Test
  void hostFailureFirst_isKeptForTheAttempt() {
    log.at(1000).say("smtp", new MailEvent.HostFailed(A, "host mx said: 451 4.7.1 no"));
    log.sent(A, "r@y", 1000).finish();
    assertThat(log.sink.delivery(A).attempts().get(0).hostFailures()).hasSize(1);
  }

  @Test
  void contextFirst_beginsTheEntry() {
    log.say("cleanup", new MailEvent.ContextSeen(A, "00-aa-bb-01")).messageId(A, "m@x");
    log.active(A, 1).advance(6).say("cleanup", new MailEvent.ContextSeen(A, "00-cc-dd-01"));
    log.finish();
    assertThat(log.sink.closed(A).entry().origin().traceparent()).isEqualTo("00-aa-bb-01");
    assertThat(log.sink.closed(A).entry().exactArrival()).isTrue();
  }
}
