// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.Listed.Deferred;
import io.github.otelmail.bridge.event.SmtpReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackerListedTest {
  private static final String A = "A11111D";

  private final TestLog log = new TestLog().wholeSeconds();

  private void listed(boolean held) {
    Deferred deferred = new Deferred("r@y", new SmtpReply(451, "4.7.1", "451 4.7.1 Greylisted"));
    log.say(
        "postqueue", new MailEvent.Listed(A, time(-3600), "a@x", 4711, 2, List.of(deferred), held));
  }

  @Test
  void listedEntry_hasWhatTheListingSays() {
    listed(false);
    log.at(10).sent(A, "r@y", 3610).sent(A, "q@y", 3610).removed(A).finish();
    Entry entry = log.sink.closed(A).entry();
    assertThat(Math.floorDiv(entry.arrivalMicros() - time(-3600), 1_000_000)).isZero();
    assertThat(entry.sizeBytes()).isEqualTo(4711);
    assertThat(entry.sender()).isEqualTo("a@x");
    assertThat(entry.recipientCount()).isEqualTo(2);
    Delivery first = log.sink.closed(A).deliveries().get(0);
    assertThat(first.outcome()).isEqualTo(Delivery.Outcome.DELIVERED);
    assertThat(first.attempts().get(0).number()).isEqualTo(2);
    assertThat(first.waits().get(0).kind()).isEqualTo(Wait.Kind.RETRY);
    assertThat(first.waits().get(0).reason()).isEqualTo(FailureReason.GREYLISTED);
  }

  @Test
  void listedOnHold_isHeld() {
    listed(true);
    log.at(50).finish();
    assertThat(log.sink.closed(A).deliveries())
        .extracting(Delivery::outcome)
        .containsOnly(Delivery.Outcome.HELD);
  }

  @Test
  void entryThatTheLogTellsOf_staysAsItIs() {
    log.queued(A, "m@x", 1);
    listed(true);
    log.at(1).sent(A, "q@y", 1).removed(A).finish();
    Entry entry = log.sink.closed(A).entry();
    assertThat(entry.arrivalMicros()).isBetween(time(0), time(1));
    assertThat(entry.sizeBytes()).isEqualTo(500);
    assertThat(log.sink.closed(A).deliveries()).hasSize(1);
  }
}
