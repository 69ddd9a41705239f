// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PostfixLogTest {
  @Test
  void seconds_asPostfixWritesThem() {
    assertThat(PostfixLog.seconds(Duration.ofMillis(-5))).isEqualTo("0");
    assertThat(PostfixLog.seconds(Duration.ofNanos(1_200_000))).isEqualTo("0");
    assertThat(PostfixLog.seconds(Duration.ofMillis(16))).isEqualTo("0.02");
    assertThat(PostfixLog.seconds(Duration.ofMillis(100))).isEqualTo("0.1");
    assertThat(PostfixLog.seconds(Duration.ofMillis(3_141))).isEqualTo("3.1");
    assertThat(PostfixLog.seconds(Duration.ofMillis(12_345))).isEqualTo("12");
    assertThat(PostfixLog.seconds(Duration.ofSeconds(60))).isEqualTo("60");
    assertThat(PostfixLog.seconds(Duration.ofMillis(123_456))).isEqualTo("123");
  }
}
