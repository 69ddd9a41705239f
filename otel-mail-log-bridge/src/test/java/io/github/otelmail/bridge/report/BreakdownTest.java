// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static io.github.otelmail.bridge.event.DeliveryStatus.DEFERRED;
import static io.github.otelmail.bridge.event.DeliveryStatus.SENT;
import static io.github.otelmail.bridge.event.FailureReason.GREYLISTED;
import static io.github.otelmail.bridge.report.Story.SECOND;
import static io.github.otelmail.bridge.report.Story.T;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.bridge.tracker.Wait.Kind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BreakdownTest {
  private final Breakdown breakdown = new Breakdown();

  private void set(Story story, Outcome outcome, double finished, long sent, double now) {
    breakdown.set(
        story.entry(), story.delivery(outcome, finished), sent, T + Math.round(now * SECOND));
  }

  private double seconds(Stage stage) {
    return breakdown.of(stage) / (double) SECOND;
  }

  @Test
  void set_greylistedMessage_coversItsWholeLife() {
    Story story =
        new Story("Q")
            .arrived(0, 1)
            .waited(Kind.QUEUE, 1, 1.01, null)
            .tried(DEFERRED, 1.01, 1.41, GREYLISTED)
            .waited(Kind.RETRY, 1.41, 301.41, GREYLISTED)
            .tried(SENT, 301.41, 303.41, null);
    set(story, Outcome.DELIVERED, 303.41, T - SECOND / 2, 999);
    assertThat(seconds(Stage.HAND_OVER)).isEqualTo(0.5);
    assertThat(seconds(Stage.BEFORE_QUEUE)).isEqualTo(1);
    assertThat(seconds(Stage.QUEUE)).isEqualTo(0.01);
    assertThat(seconds(Stage.CONNECTION)).isEqualTo(0.6);
    assertThat(seconds(Stage.TRANSMISSION)).isEqualTo(1.8);
    assertThat(seconds(Stage.RETRY)).isEqualTo(300);
    assertThat(breakdown.ofRetry(GREYLISTED)).isEqualTo(300 * SECOND);
    assertThat(breakdown.ofRetry(FailureReason.CONNECTION)).isZero();
    double sum = 0;
    for (Stage stage : Stage.values()) {
      sum += seconds(stage);
    }
    assertThat(sum).isEqualTo(303.91);
  }

  @Test
  void set_logOfWholeSeconds_splitsTheQueueByTheAttemptsOwnTimes() {
    Story story =
        new Story("Q").arrived(0, 0).waited(Kind.QUEUE, 0, 0.5, null).tried(SENT, 0.5, 0.9, null);
    set(story, Outcome.DELIVERED, 0.9, -1, 1);
    assertThat(seconds(Stage.BEFORE_QUEUE)).isEqualTo(0.49);
    assertThat(seconds(Stage.QUEUE)).isEqualTo(0.01);
  }

  @Test
  void set_laterHop_countsNoTimeBeforeTheQueue() {
    Story first = new Story("Q1");
    Story second = new Story("Q2").arrived(5, 7).after(first, Relation.RELAYED);
    set(second, Outcome.DELIVERED, 8, T - SECOND, 9);
    assertThat(breakdown.of(Stage.BEFORE_QUEUE)).isZero();
    assertThat(breakdown.of(Stage.HAND_OVER)).isZero();
  }

  @Test
  void set_secondDelivery_forgetsTheFirst() {
    set(new Story("Q").waited(Kind.RETRY, 0, 9, GREYLISTED), Outcome.DELIVERED, 9, -1, 9);
    set(new Story("R"), Outcome.DELIVERED, 0, -1, 9);
    assertThat(breakdown.of(Stage.RETRY)).isZero();
    assertThat(breakdown.ofRetry(GREYLISTED)).isZero();
  }

  @Test
  void openWait_deferred_lastsUntilTheLogsEnd() {
    Story story =
        new Story("Q")
            .waited(Kind.QUEUE, 0, 1, null)
            .tried(DEFERRED, 1, 2, FailureReason.THROTTLED);
    Wait open = open(story, Outcome.DEFERRED);
    assertThat(open.kind()).isEqualTo(Kind.RETRY);
    assertThat(open.startMicros()).isEqualTo(T + 2 * SECOND);
    assertThat(open.endMicros()).isEqualTo(T + 60 * SECOND);
    assertThat(open.reason()).isEqualTo(FailureReason.THROTTLED);
  }

  @Test
  void openWait_heldOrNeverTried_saysWhatItIs() {
    assertThat(open(new Story("Q"), Outcome.HELD).kind()).isEqualTo(Kind.HOLD);
    assertThat(open(new Story("Q"), Outcome.DEFERRED).kind()).isEqualTo(Kind.QUEUE);
  }

  @Test
  void openWait_overOrWentOnOrUnknown_isNone() {
    Story story = new Story("Q");
    assertThat(Breakdown.openWait(story.entry(), story.delivery(Outcome.DELIVERED, 1), T)).isNull();
    assertThat(Breakdown.openWait(story.entry(), story.delivery(Outcome.UNKNOWN, -1), T)).isNull();
    Story requeued = new Story("Q").goesOnAs("R");
    assertThat(Breakdown.openWait(requeued.entry(), requeued.delivery(Outcome.DEFERRED, -1), T))
        .isNull();
  }

  private static Wait open(Story story, Outcome outcome) {
    return Objects.requireNonNull(
        Breakdown.openWait(story.entry(), story.delivery(outcome, -1), T + 60 * SECOND));
  }
}
