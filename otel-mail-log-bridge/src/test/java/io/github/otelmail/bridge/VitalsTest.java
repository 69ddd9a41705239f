// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VitalsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long NOW_MICROS = 1_000_000_000;

  private long nanos = -7;
  private final Vitals vitals = new Vitals(() -> nanos, () -> NOW_MICROS);

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void aThreadThatMoves_isAlive() {
    for (int i = 0; i < 3; i++) {
      pass(60);
      assertThat(vitals.whyDead(LIMIT)).isNull();
      vitals.turned(0, Vitals.NO_LINE);
    }
    pass(61);
    assertThat(vitals.whyDead(LIMIT)).isEqualTo("nothing has moved for 61 s");
  }

  @Test
  void triesDuringAnOutage_areMovement() {
    vitals.interrupted("503", "away");
    pass(50);
    vitals.sending(1);
    pass(50);
    vitals.answered(Duration.ZERO, "503");
    pass(50);
    vitals.checkpoint(null);
    pass(50);
    assertThat(vitals.whyDead(LIMIT)).isNull();
  }

  @Test
  void anEndedBridge_isNotDeadAndNotReady() {
    vitals.ended();
    pass(1000);
    assertThat(vitals.whyDead(LIMIT)).isNull();
    assertThat(vitals.whyNotReady(LIMIT)).isEqualTo("ended");
  }

  @Test
  void ready_isOnceTheInputsWereLookedAt() {
    assertThat(vitals.whyNotReady(LIMIT)).isEqualTo("starting");
    assertThat(vitals.lagNanos()).isEqualTo(OptionalLong.empty());
    vitals.turned(3, Vitals.NO_LINE);
    assertThat(vitals.whyNotReady(LIMIT)).isNull();
    assertThat(vitals.entries()).isEqualTo(3);
    assertThat(vitals.lagNanos()).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void anInputInTrouble_isNotReadyUntilThatIsOver() {
    vitals.turned(0, Vitals.NO_LINE);
    vitals.observe(() -> "otlp: the spool is full");
    assertThat(vitals.whyNotReady(LIMIT)).isEqualTo("otlp: the spool is full");
    vitals.observe(() -> null);
    assertThat(vitals.whyNotReady(LIMIT)).isNull();
  }

  @Test
  void anOutage_isNotReadyUntilItIsOver() {
    vitals.turned(0, Vitals.NO_LINE);
    vitals.interrupted("503", "cannot export");
    assertThat(vitals.whyNotReady(LIMIT)).isEqualTo("cannot export");
    vitals.recovered();
    assertThat(vitals.whyNotReady(LIMIT)).isNull();
  }

  @Test
  void aCheckpointThatCannotBeWritten_isNotReadyUntilItCan() {
    vitals.turned(0, Vitals.NO_LINE);
    vitals.checkpoint("disk full");
    assertThat(vitals.whyNotReady(LIMIT)).isEqualTo("disk full");
    vitals.checkpoint(null);
    assertThat(vitals.whyNotReady(LIMIT)).isNull();
  }

  @Test
  void aLag_isReadyWithinTheLimit() {
    vitals.turned(0, NOW_MICROS - 60_000_000);
    assertThat(vitals.whyNotReady(LIMIT)).isNull();
    assertThat(vitals.lagNanos()).isEqualTo(OptionalLong.of(60_000_000_000L));
    vitals.turned(0, NOW_MICROS - 61_000_000);
    assertThat(vitals.whyNotReady(LIMIT)).isEqualTo("catching up: 61 s behind the log");
  }

  @Test
  void aLineFromTheFuture_isNoLag() {
    vitals.turned(0, NOW_MICROS + 5_000_000);
    assertThat(vitals.lagNanos()).isEqualTo(OptionalLong.of(0));
  }
}
