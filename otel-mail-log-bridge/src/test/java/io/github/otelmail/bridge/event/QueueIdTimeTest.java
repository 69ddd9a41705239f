// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueueIdTimeTest {
  private static final int SECOND = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    "3mPVKl0Mhjz7sXv, 2015-07-05T12:52:11.053285Z",
    "4TwNdH5zwCz7fxV, 2024-03-14T10:18:43.843451Z"
  })
  void arrival_longId_isInTheIdWhateverTheLineSays(String id, String expected) {
    assertThat(QueueIdTime.arrivalMicros(id, 7, SECOND)).isEqualTo(micros(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-14T10:18:43Z, 1000000, 2024-03-14T10:18:43.952153Z",
    "2024-03-14T10:18:43.952200Z, 1, 2024-03-14T10:18:43.952153Z",
    "2024-03-14T10:18:43.952000Z, 1, 2024-03-14T10:18:43.952153Z",
    "2024-03-14T10:18:44.010000Z, 1, 2024-03-14T10:18:43.952153Z",
    "2024-03-14T10:18:43.952000Z, 1000, 2024-03-14T10:18:43.952153Z",
    "2024-03-14T10:18:43.949000Z, 1000, 2024-03-14T10:18:42.952153Z"
  })
  void arrival_shortId_isTheLatestThatFitsTheLine(String line, int resolution, String expected) {
    assertThat(QueueIdTime.arrivalMicros("E8759DC24C3", micros(line), resolution))
        .isEqualTo(micros(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "E8759",
        "FFFFFDC24C3",
        "e8759dc24c3",
        "NOQUEUE",
        "3mPVz7sXv",
        "3mPAKl0Mhjz7sXv",
        "3mPVKlyyyyz7sXv",
        "3mPVKl0Mh\u00e9z7sXv",
        "3mPVKl0MhjKl0Mhjz7sXv",
        "E8759DC24C/"
      })
  void arrival_undecodableId_isTheLine(String id) {
    assertThat(QueueIdTime.arrivalMicros(id, 123_456_789L, SECOND)).isEqualTo(123_456_789L);
  }

  @Test
  void longIdMicros_separatorInTheTime_splitsAtTheLast() {
    assertThat(QueueIdTime.longIdMicros("3mPVKz0Mhjz7sXv"))
        .isEqualTo(micros("2015-07-05T12:52:11.053285Z") + (51 - 39) * 1_000_000L);
  }

  private static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }
}
