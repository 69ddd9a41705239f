// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "1, 1 µs",
    "999, 999 µs",
    "1000, 1.0 ms",
    "9940, 9.9 ms",
    "42000, 42 ms",
    "999499, 999 ms",
    "999500, 1.00 s",
    "1464000, 1.46 s",
    "9995000, 10.0 s",
    "59949999, 59.9 s",
    "59950000, 1 min",
    "1324000000, 22 min 4 s",
    "3599499999, 59 min 59 s",
    "3599500000, 1 h",
    "18720000000, 5 h 12 min",
    "86399000000, 1 d",
    "273600000000, 3 d 4 h",
    "-1464000, -1.46 s"
  })
  void duration_anyLength_hasTheTwoUnitsThatMatter(long micros, String text) {
    assertThat(Human.duration(micros)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "500, 500 µs",
    "2000, 2 ms",
    "5000000, 5 s",
    "90000000, 1 min 30 s",
    "7200000000, 2 h",
    "172800000000, 2 d"
  })
  void tick_roundTimes_haveWholeUnits(long micros, String text) {
    assertThat(Human.tick(micros)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.0 %",
    "1, 100000, < 0.1 %",
    "99999, 100000, > 99.9 %",
    "100000, 100000, 100.0 %",
    "1, 3, 33.3 %",
    "1, 0, –"
  })
  void percent_extremes_neverLie(long part, long whole, String text) {
    assertThat(Human.percent(part, whole)).isEqualTo(text);
  }

  @Test
  void count_oneAndMany_getTheirPlural() {
    assertThat(Human.count(1, "message")).isEqualTo("1 message");
    assertThat(Human.count(1_044_495, "message")).isEqualTo("1,044,495 messages");
  }
}
