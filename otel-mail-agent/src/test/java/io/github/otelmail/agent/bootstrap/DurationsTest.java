// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    ", 2",
    "0, 0",
    "1, 1",
    "30s, 30",
    "1m, 60",
    "soon, 2",
    "-1, 2",
    "9999999999999999d, 2"
  })
  void of_badValue_isTheDefault(@Nullable String value, long seconds) {
    assertThat(Durations.of("wait", value, Duration.ofSeconds(2)))
        .isEqualTo(Duration.ofSeconds(seconds));
  }
}
