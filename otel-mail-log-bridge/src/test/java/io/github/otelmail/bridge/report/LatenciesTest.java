// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void percentile_few_isExact() {
    for (long micros : new long[] {50, 10, 30, 20, 40}) {
      latencies.record(micros);
    }
    assertThat(latencies.percentile(50)).isEqualTo(30);
    assertThat(latencies.percentile(90)).isEqualTo(50);
    assertThat(latencies.max()).isEqualTo(50);
    assertThat(latencies.countBetween(10, 30)).isEqualTo(2);
  }

  @Test
  void percentile_many_isWithinTwoDigits() {
    for (long i = 1; i <= 100_000; i++) {
      latencies.record(i * 1_000);
    }
    assertThat(latencies.count()).isEqualTo(100_000);
    assertThat((double) latencies.percentile(50)).isCloseTo(50e6, within(0.5e6));
    assertThat((double) latencies.percentile(99)).isCloseTo(99e6, within(1e6));
    assertThat(latencies.percentile(100)).isLessThanOrEqualTo(latencies.max());
    assertThat((double) latencies.countBetween(10_000_000, 20_000_000))
        .isCloseTo(10e3, within(300.0));
  }

  @Test
  void percentile_none_isZero() {
    assertThat(latencies.percentile(50)).isZero();
    assertThat(latencies.max()).isZero();
  }

  @Test
  void record_outOfRange_isBounded() {
    latencies.record(-5);
    latencies.record(Long.MAX_VALUE);
    assertThat(latencies.percentile(50)).isZero();
    assertThat(latencies.max()).isEqualTo(366L * 24 * 3600 * 1_000_000);
  }

  @Test
  void add_manyToFew_countsBoth() {
    Latencies many = new Latencies();
    for (int i = 0; i < 1_000; i++) {
      many.record(1_000_000);
    }
    latencies.record(5);
    latencies.add(many);
    many.add(latencies);
    assertThat(latencies.count()).isEqualTo(1_001);
    assertThat(many.count()).isEqualTo(2_001);
  }
}
