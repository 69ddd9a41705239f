// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.MX;
import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.MailEvent;
import org.junit.jupiter.api.Test;

/** Times within the second that a stamp stands for. */
class TrackerTimesTest {
  /** Arrives at 0.2 of a second. */
  private static final String AT_200_MS = "30D40A1";

  /** Arrives at 0.999 of a second. */
  private static final String AT_999_MS = "F3E58A1";

  /** Arrives at 0.001 of a second, within the first tick of the clock. */
  private static final String AT_1_MS = "003E8A1";

  private final TestLog log = new TestLog().wholeSeconds();

  private Attempt attempt(String id) {
    return log.sink.delivery(id).attempts().get(0);
  }

  @Test
  void attemptEnd_isTheArrivalAndTheAge() {
    log.at(0.2).queued(AT_200_MS, "m@x", 1).at(1.7).sent(AT_200_MS, "r@y", 1.5).finish();
    assertThat(log.sink.closed(AT_200_MS).entry().arrivalMicros()).isEqualTo(time(0.2));
    assertThat(attempt(AT_200_MS).endMicros()).isEqualTo(time(1.7));
    assertThat(attempt(AT_200_MS).startMicros()).isEqualTo(time(1.2));
  }

  @Test
  void attemptEnd_staysInTheSecondOfItsStamp() {
    log.at(0.2).queued(AT_200_MS, "m@x", 2).at(100.2).sent(AT_200_MS, "r1@y", 98);
    log.at(200.2).sent(AT_200_MS, "r2@y", 230).finish();
    assertThat(log.sink.closed(AT_200_MS).deliveries())
        .extracting(Delivery::finishedMicros)
        .containsExactly(time(100), time(201) - 1);
  }

  @Test
  void attemptWithoutAnAge_isAtTheBeginningOfItsStamp() {
    log.at(0.2).queued(AT_200_MS, "m@x", 1).at(5.9);
    log.say(
        "smtp",
        TestLog.attempted(
            AT_200_MS, "r@y", null, MX, -1, null, DeliveryStatus.SENT, "250 2.0.0 Ok", null));
    log.finish();
    assertThat(attempt(AT_200_MS).endMicros()).isEqualTo(time(5));
    assertThat(attempt(AT_200_MS).startMicros()).isEqualTo(time(5));
    assertThat(attempt(AT_200_MS).transmitMicros()).isEqualTo(-1);
  }

  @Test
  void attemptThatSeemsToBeginBeforeTheQueue_beginsWithTheQueue() {
    log.at(0.2).queued(AT_200_MS, "m@x", 1).at(0.3).sent(AT_200_MS, "r@y", 0.1).finish();
    assertThat(attempt(AT_200_MS).startMicros()).isEqualTo(time(0.2));
    assertThat(attempt(AT_200_MS).endMicros()).isEqualTo(time(0.3));
  }

  @Test
  void queuedInALaterSecond_isAtItsBeginning() {
    log.at(0.2).client(AT_200_MS).messageId(AT_200_MS, "m@x").at(4.5).active(AT_200_MS, 1);
    assertThat(log.sink.calls.get(0).entry().queuedMicros()).isEqualTo(time(4));
  }

  @Test
  void firstLineInTheNextSecond_arrivalIsCorrectedForTheTimesThatFollow() {
    log.at(1).queued(AT_999_MS, "m@x", 1).sent(AT_999_MS, "r@y", 0.2).finish();
    assertThat(log.sink.closed(AT_999_MS).entry().arrivalMicros()).isEqualTo(time(1.999));
    assertThat(log.sink.closed(AT_999_MS).entry().identity()).asString().endsWith(" 1700000001");
    assertThat(attempt(AT_999_MS).endMicros()).isEqualTo(time(1.999));
    log.at(10).client(AT_999_MS).active(AT_999_MS, 1).sent(AT_999_MS, "r@y", 0.2);
    log.messageId(AT_999_MS, "m@x").finish();
    assertThat(log.sink.closed.get(1).entry().arrivalMicros()).isEqualTo(time(9.999));
    assertThat(log.sink.closed.get(1).deliveries().get(0).finishedMicros()).isEqualTo(time(10.199));
  }

  @Test
  void firstLineInTheSecondBefore_isSettledWhenActive() {
    log.at(0).client(AT_1_MS).messageId(AT_1_MS, "m@x").at(1).active(AT_1_MS, 1);
    assertThat(log.sink.calls.get(0).entry().arrivalMicros()).isEqualTo(time(1.001));
    assertThat(log.sink.calls.get(0).entry().identity()).asString().endsWith(" 1700000000");
  }

  @Test
  void firstLineInTheSecondBefore_isSettledByTheFirstAttempt() {
    log.at(0).queued(AT_1_MS, "m@x", 1);
    assertThat(log.sink.calls).isEmpty();
    log.at(1).sent(AT_1_MS, "r@y", 0.05);
    assertThat(log.sink.calls.get(0).entry().arrivalMicros()).isEqualTo(time(1.001));
    assertThat(log.sink.of(Attempt.class).get(0).endMicros()).isEqualTo(time(1.051));
  }

  @Test
  void firstTickOfTheSecondItIsStampedWith_isKept() {
    log.at(0).queued(AT_1_MS, "m@x", 1).sent(AT_1_MS, "r@y", 0.05);
    assertThat(log.sink.calls.get(0).entry().arrivalMicros()).isEqualTo(time(0.001));
  }

  @Test
  void firstTickWithoutAnyAttempt_isNotWaitedForLong() {
    log.at(0).queued(AT_1_MS, "m@x", 1).advance(6);
    assertThat(log.sink.steps(AT_1_MS)).containsExactly("received");
  }

  @Test
  void middleOfALife_usesTheMicrosecondsOfTheId() {
    log.at(1000.9).active(AT_200_MS, 1).deferred(AT_200_MS, "r@y", 501).advance(1010);
    assertThat(log.sink.calls.get(0).entry().arrivalMicros()).isEqualTo(time(500.2 - 1 + 0.0));
    assertThat(log.sink.of(Attempt.class).get(0).endMicros()).isEqualTo(time(1000.2));
  }

  @Test
  void clockSteppedBack_neverMakesAWaitNegative() {
    log.sink.timeIsMonotonic = false;
    log.at(100.2).queued(AT_200_MS, "m@x", 1).at(103).deferred(AT_200_MS, "r@y", 3);
    log.at(50).sent(AT_200_MS, "r@y", 4).at(40).held(AT_200_MS).at(30).deleted(AT_200_MS);
    log.finish();
    assertThat(log.sink.of(Wait.class)).allMatch(wait -> wait.endMicros() >= wait.startMicros());
  }

  @Test
  void milliseconds_areRefinedWithinTheMillisecond() {
    Entry entry =
        new TestLog().at(0.2).queued(AT_200_MS, "m@x", 1).finish().sink.closed(AT_200_MS).entry();
    assertThat(entry.queuedMicros()).isEqualTo(time(0.2));
  }

  @Test
  void releaseInTheSameSecond_hasNoLength() {
    log.at(0.2).queued(AT_200_MS, "m@x", 1).at(0.5).held(AT_200_MS).at(0.9).released(AT_200_MS);
    assertThat(log.sink.of(Wait.class)).isEmpty();
    log.say("qmgr", new MailEvent.Removed(AT_200_MS));
  }
}
