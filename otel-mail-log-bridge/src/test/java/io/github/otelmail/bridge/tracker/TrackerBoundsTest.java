// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is kept is bounded, whatever the log says; what is given up is told and counted. */
class TrackerBoundsTest {
  private static final int DAY = 86_400;

  private static String id(int number) {
    return String.format("00000%04X", number);
  }

  @Test
  void tooManyEntries_theQuietestIsGivenUp() {
    TestLog log = new TestLog(3, 5);
    for (int i = 1; i <= 3; i++) {
      log.at(i).queued(id(i), "m" + i + "@x", 1).deferred(id(i), "r@y", 0);
    }
    log.at(10).deferred(id(1), "r@y", 9).at(11).queued(id(4), "m4@x", 1);
    assertThat(log.gaveUp).isEqualTo(1);
    assertThat(log.tracker.openEntries()).isEqualTo(3);
    assertThat(log.sink.delivery(id(2)).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void tooManyEntries_endedOnesGoFirstAndAreNotCounted() {
    TestLog log = new TestLog(2, 5);
    log.queued(id(1), "m1@x", 1).at(1).queued(id(2), "m2@x", 1).sent(id(2), "r@y", 0);
    log.removed(id(2)).at(2).queued(id(3), "m3@x", 1);
    assertThat(log.gaveUp).isZero();
    assertThat(log.sink.delivery(id(2)).outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void tooManyEndedEntries_theOneThatEndedFirstIsClosed() {
    TestLog log = new TestLog(100, 2, 5, 1000);
    for (int i = 1; i <= 4; i++) {
      log.at(i).queued(id(i), "m" + i + "@x", 1);
    }
    log.sent(id(3), "r@y", 0).removed(id(3)).sent(id(1), "r@y", 0).removed(id(1));
    assertThat(log.tracker.openEntries()).isEqualTo(4);
    log.sent(id(2), "r@y", 0).removed(id(2));
    assertThat(log.sink.closed(id(3)).deliveries()).hasSize(1);
    assertThat(log.tracker.openEntries()).isEqualTo(3);
    assertThat(log.gaveUp).isZero();
  }

  private static TestLog shorterForOneHost() {
    return new TestLog(
        new TrackerLimits(100, 100, Duration.ofSeconds(5), Duration.ofMinutes(5), 5)
            .withOneHostCloseGrace(Duration.ofSeconds(10)));
  }

  @Test
  void endedEntryOfTheOnlyHost_isClosedSooner() {
    TestLog log = shorterForOneHost();
    log.queued(id(1), "m1@x", 1).sent(id(1), "r@y", 0).removed(id(1)).at(9).client(id(2));
    assertThat(log.sink.closed).isEmpty();
    log.at(11).client(id(3));
    assertThat(log.sink.closed(id(1)).deliveries()).hasSize(1);
  }

  @Test
  void endedEntryOfOneHostOfSeveral_isKeptForTheOthersAlsoAfterARestart() {
    TestLog log = shorterForOneHost();
    log.on("mx2").client(id(9)).on("mx1").queued(id(1), "m1@x", 1);
    log.sent(id(1), "r@y", 0).removed(id(1)).restart().at(200).client(id(2));
    assertThat(log.sink.closed).isEmpty();
    log.at(301).client(id(3));
    assertThat(log.sink.closed(id(1)).deliveries()).hasSize(1);
  }

  @Test
  void endedEntryOfOneOfSeveralLogs_isKeptForTheOthers() {
    TestLog log = shorterForOneHost();
    log.tracker.readsSeveralLogs();
    log.queued(id(1), "m1@x", 1).sent(id(1), "r@y", 0).removed(id(1)).at(200).client(id(2));
    assertThat(log.sink.closed).isEmpty();
  }

  @Test
  void tooManyClients_areForgottenInTheirOrder() {
    TestLog log = new TestLog(2, 5);
    log.client(id(1)).at(1).queued(id(2), "m2@x", 1).at(2).client(id(3)).at(3).client(id(4));
    assertThat(log.tracker.openEntries()).isEqualTo(2);
    assertThat(log.gaveUp).isEqualTo(1);
    assertThat(log.sink.closed(id(2)).deliveries()).hasSize(1);
    TestLog clients = new TestLog(2, 5);
    clients.client(id(1)).client(id(2)).client(id(3));
    assertThat(clients.gaveUp).isZero();
    assertThat(clients.tracker.openEntries()).isEqualTo(2);
  }

  @Test
  void endlessRecipients_doNotFillTheMemory() {
    TestLog log = new TestLog(10, 0);
    log.queued(id(1), "m@x", 100_000);
    for (int i = 0; i < 1000; i++) {
      log.at(1).deferred(id(1), "r" + i + "@y", 1);
      assertThat(log.tracker.table.weight()).isLessThanOrEqualTo(80);
    }
    assertThat(log.gaveUp).isPositive();
  }

  @Test
  void endlessAnnouncements_doNotFillTheMemory() {
    TestLog log = new TestLog(10, 0);
    log.queued(id(1), "m@x", 2);
    for (int i = 2; i < 1000; i++) {
      log.at(i).sentAs(id(1), "r@y", i, id(i));
      assertThat(log.tracker.table.weight()).isLessThanOrEqualTo(80);
    }
  }

  @Test
  void endlessStepsHeldBack_doNotFillTheMemory() {
    TestLog log = new TestLog(10, 0);
    log.messageId(id(1), "m@x").active(id(1), 1);
    for (int i = 2; i < 1000; i++) {
      log.at(i / 1000.0).deferred(id(1), "r@y", i);
      assertThat(log.tracker.table.weight()).isLessThanOrEqualTo(80);
    }
  }

  @Test
  void endlessHostFailures_areCutOff() {
    TestLog log = new TestLog();
    log.queued(id(1), "m@x", 1);
    for (int pid = 1; pid <= 20; pid++) {
      for (int i = 0; i < 30; i++) {
        log.pid(pid).say("smtp", new MailEvent.HostFailed(id(1), "connect to mx" + i));
      }
    }
    log.pid(1).deferred(id(1), "r1@y", 1).pid(20).deferred(id(1), "r2@y", 1);
    assertThat(log.sink.of(Attempt.class))
        .extracting(attempt -> attempt.hostFailures().size())
        .containsExactly(0, HostFailures.MAX_HOSTS);
  }

  @Test
  void oneIdOnEndlessHosts_isCutOff() {
    TestLog log = new TestLog();
    for (int i = 0; i < 200; i++) {
      log.on("mx" + i).at(i).queued(id(1), "m" + i + "@x", 1);
    }
    assertThat(log.tracker.openEntries()).isEqualTo(64);
    assertThat(log.gaveUp).isEqualTo(136);
    assertThat(log.sink.closed.get(0).entry().key().host()).isEqualTo("mx0");
  }

  @Test
  void longChainHeldBack_neitherOverflowsNorStays() {
    TestLog log = new TestLog(100_000, 0);
    for (int i = 5000; i > 0; i--) {
      log.client(id(i)).active(id(i), 1);
      log.sentAs(id(i), "r@y", 0, id(i + 1));
    }
    for (int i = 1; i <= 5000; i++) {
      log.messageId(id(i), "m@x");
    }
    log.advance(10);
    assertThat(log.sink.openEntries()).isEqualTo(5000);
  }

  @Test
  void entryWithoutALineForDays_isGivenUp() {
    TestLog log = new TestLog();
    log.queued(id(1), "m@x", 1).at(1).deferred(id(1), "r@y", 1).advance(9 * DAY);
    assertThat(log.sink.closed).isEmpty();
    log.advance(10 * DAY + 2);
    Delivery delivery = log.sink.delivery(id(1));
    assertThat(delivery.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(delivery.finishedMicros()).isEqualTo(TestLog.time(10 * DAY + 1));
    assertThat(delivery.attemptCount()).isEqualTo(1);
    assertThat(log.sink.steps(id(1)))
        .containsExactly("received", "waited", "attempted", "finished", "closed");
    assertThat(log.gaveUp).isEqualTo(1);
  }

  @Test
  void entryThatWasNeverTried_isGivenUpForAllItsRecipients() {
    TestLog log = new TestLog();
    log.messageId(id(1), "m@x").active(id(1), 3).advance(10 * DAY + 1);
    assertThat(log.sink.delivery(id(1)).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(log.sink.steps(id(1))).containsExactly("received", "finished", "closed");
  }

  @Test
  void lineAfterItWasGivenUp_beginsAnew() {
    TestLog log = new TestLog();
    log.queued(id(1), "m@x", 1).at(1).deferred(id(1), "r@y", 1).advance(11 * DAY);
    log.at(11 * DAY).sent(id(1), "r@y", 11 * DAY).removed(id(1)).finish();
    assertThat(log.sink.of(Delivery.class))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.DELIVERED);
  }

  @Test
  void oneStampFarAhead_doesNotStopTheClockForGood() {
    TestLog log = new TestLog();
    log.queued(id(1), "m@x", 1).at(100 * DAY).client(id(2)).at(1).messageId(id(3), "b@x");
    log.active(id(3), 1);
    assertThat(log.sink.steps(id(3))).isEmpty();
    for (int i = 0; i < LogClock.LINES_TO_TURN_BACK; i++) {
      log.at(2).deferred(id(1), "r" + i + "@y", 2);
    }
    log.at(8).client(id(4));
    assertThat(log.sink.steps(id(3))).containsExactly("received");
    log.at(9).sent(id(3), "r@y", 9).removed(id(3)).at(310).client(id(5));
    assertThat(log.sink.closed(id(3)).deliveries()).hasSize(1);
  }

  @Test
  void advanceIntoThePast_doesNothing() {
    TestLog log = new TestLog();
    log.at(DAY).messageId(id(1), "m@x").active(id(1), 1);
    for (int i = 0; i < 2 * LogClock.LINES_TO_TURN_BACK; i++) {
      log.advance(0);
    }
    assertThat(log.tracker.clock.now()).isEqualTo(TestLog.time(DAY));
    assertThat(log.sink.calls).isEmpty();
  }

  @Test
  void lineALittleLate_isNoStepBack() {
    LogClock clock = new LogClock();
    assertThat(clock.now()).isEqualTo(Long.MIN_VALUE);
    long hour = LogClock.FAR_BEHIND_MICROS;
    clock.see(2 * hour);
    for (int i = 1; i < LogClock.LINES_TO_TURN_BACK; i++) {
      assertThat(clock.see(0)).isFalse();
    }
    assertThat(clock.see(hour + 1)).isFalse();
    assertThat(clock.see(0)).isFalse();
    assertThat(clock.now()).isEqualTo(2 * hour);
  }
}
