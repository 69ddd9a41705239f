// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static io.github.otelmail.bridge.report.Story.SECOND;
import static io.github.otelmail.bridge.report.Story.T;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import org.junit.jupiter.api.Test;

class EndToEndTest {
  private final Story story = new Story("Q").arrived(2, 3);

  private EndToEnd clock(long sentMillis, long deadlineSeconds) {
    return EndToEnd.of(
        story.entry(),
        new MessageContext(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            null,
            null,
            MessageContext.Source.MESSAGE_ID_TOKEN,
            MessageContext.Trust.NETWORK,
            null,
            sentMillis,
            null,
            deadlineSeconds));
  }

  @Test
  void start_withToken_isWhenItWasSent() {
    assertThat(clock(T / 1000, -1).startMicros()).isEqualTo(T);
    assertThat(clock(T / 1000, -1).until(T + 5 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void start_withoutToken_isTheArrival() {
    assertThat(clock(-1, -1).startMicros()).isEqualTo(T + 2 * SECOND);
  }

  @Test
  void start_sentAfterItArrived_isTheArrival() {
    assertThat(clock((T + 9 * SECOND) / 1000, -1).startMicros()).isEqualTo(T + 2 * SECOND);
    assertThat(clock(-1, -1).until(T)).isZero();
  }

  @Test
  void late_deliveredAroundTheDeadline_isTold() {
    EndToEnd clock = clock(T / 1000, 60);
    assertThat(clock.late(story.delivery(Outcome.DELIVERED, 60), T)).isFalse();
    assertThat(clock.late(story.delivery(Outcome.DELIVERED, 60.1), T)).isTrue();
  }

  @Test
  void late_notOver_goesByTheLogsEnd() {
    EndToEnd clock = clock(T / 1000, 60);
    assertThat(clock.late(story.delivery(Outcome.DEFERRED, -1), T + 59 * SECOND)).isFalse();
    assertThat(clock.late(story.delivery(Outcome.HELD, -1), T + 61 * SECOND)).isTrue();
  }

  @Test
  void late_noDeadlineOrNoOutcome_isNotKnown() {
    assertThat(clock(T / 1000, -1).late(story.delivery(Outcome.DELIVERED, 60), T)).isNull();
    assertThat(clock(T / 1000, 1).late(story.delivery(Outcome.UNKNOWN, -1), T)).isNull();
  }

  @Test
  void deadline_absurdlyFar_doesNotOverflow() {
    assertThat(clock(T / 1000, Long.MAX_VALUE).deadlineMicros()).isPositive();
  }
}
