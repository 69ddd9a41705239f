// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1000",
    "64k, 65536",
    "512M, 536870912",
    "1g, 1073741824",
    "2GiB, 2147483648",
    "1tb, 1099511627776",
  })
  void sizes_areRead(String text, long bytes) {
    assertThat(ByteSize.parse("--spool-size", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "-1", "1.5g", "1 gram", "999999999999t"})
  void others_areRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse("--spool-size", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--spool-size=" + text);
  }
}
