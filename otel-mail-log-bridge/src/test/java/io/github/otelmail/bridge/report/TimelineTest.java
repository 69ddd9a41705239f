// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static io.github.otelmail.bridge.report.Timeline.Series.LEFT;
import static io.github.otelmail.bridge.report.Timeline.Series.QUEUED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final long SECOND = 1_000_000;
  private static final long T = 1_795_341_600L * SECOND;

  private final Timeline timeline = new Timeline();

  @Test
  void level_beganAndEnded_isWhatIsLeftAtEachBucketsEnd() {
    timeline.add(QUEUED, T);
    timeline.add(QUEUED, T + SECOND);
    timeline.add(LEFT, T + 3 * SECOND);
    assertThat(timeline.level(QUEUED, LEFT)).containsExactly(1, 2, 2, 1);
    assertThat(timeline.perBucket(QUEUED)).containsExactly(1, 1, 0, 0);
    assertThat(timeline.startMicros(1)).isEqualTo(T + SECOND);
  }

  @Test
  void add_earlierThanTheFirst_movesTheBeginning() {
    timeline.add(QUEUED, T + 10 * SECOND);
    timeline.add(QUEUED, T);
    assertThat(timeline.size()).isEqualTo(11);
    assertThat(timeline.startMicros(0)).isEqualTo(T);
    assertThat(timeline.level(QUEUED, LEFT)[10]).isEqualTo(2);
  }

  @Test
  void add_fiveDays_staysBoundedAndLosesNothing() {
    Random random = new Random(7);
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      timeline.add(QUEUED, T + (long) (random.nextDouble() * 5 * 86_400 * SECOND));
    }
    assertThat(timeline.size()).isLessThanOrEqualTo(Timeline.MAX_BUCKETS).isGreaterThan(100);
    assertThat(Arrays.stream(timeline.perBucket(QUEUED)).sum()).isEqualTo(count);
    assertThat(timeline.widthMicros()).isEqualTo(2048 * SECOND);
  }

  @Test
  void add_strayStampOfAnotherCentury_staysBounded() {
    timeline.add(QUEUED, T);
    timeline.add(QUEUED, 0);
    timeline.add(QUEUED, T * 2);
    assertThat(timeline.size()).isLessThanOrEqualTo(Timeline.MAX_BUCKETS);
    assertThat(Arrays.stream(timeline.perBucket(QUEUED)).sum()).isEqualTo(3);
  }
}
