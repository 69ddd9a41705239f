// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceModeTest {
  @ParameterizedTest
  @CsvSource({"parent, parent", "LINK, link", "' Auto:600 ', auto:600"})
  void parse_readsWhatToStringWrites(String text, String mode) {
    assertThat(TraceMode.parse(text)).hasToString(mode);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "child", "auto", "auto:", "auto:0", "auto:-1", "auto:10m", "auto:9999999999"})
  void parse_saysWhatItTakes(String text) {
    assertThatThrownBy(() -> TraceMode.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--trace-mode: '"
                + text
                + "' is no trace mode; use parent, link, or auto:600 for 600 seconds");
  }

  @Test
  void auto_needsAnAge() {
    assertThatThrownBy(() -> TraceMode.auto(Duration.ZERO))
        .hasMessage("the age must be more than zero: PT0S");
  }
}
