// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.report.BoundedTally.Figure;
import org.junit.jupiter.api.Test;

class BoundedTallyTest {
  private static final class Sum implements Figure<Sum> {
    private long value;

    @Override
    public long weight() {
      return value;
    }

    @Override
    public void add(Sum other) {
      value += other.value;
    }
  }

  private final BoundedTally<String, Sum> tally = new BoundedTally<>(3, Sum::new);

  private void count(String key, long value) {
    tally.of(key).value += value;
  }

  @Test
  void top_severalKeys_largestFirstThenByName() {
    count("b", 2);
    count("a", 2);
    count("c", 5);
    assertThat(tally.top(2)).extracting(entry -> entry.getKey()).containsExactly("c", "a");
    assertThat(tally.restAfter(2).weight()).isEqualTo(2);
    assertThat(tally.keysAfter(2)).isEqualTo(1);
    assertThat(tally.hasRest(3)).isFalse();
  }

  @Test
  void of_moreKeysThanFit_keepsTheLargestAndTheSum() {
    count("big", 1_000);
    for (int i = 0; i < 10_000; i++) {
      count("key" + i, 1);
    }
    count("big", 1);
    assertThat(tally.top(1).get(0).getKey()).isEqualTo("big");
    assertThat(tally.top(1).get(0).getValue().weight()).isEqualTo(1_001);
    assertThat(tally.restAfter(1).weight()).isEqualTo(10_000);
    assertThat(tally.top(Integer.MAX_VALUE).size()).isLessThanOrEqualTo(6);
    assertThat(tally.hasRest(1_000)).isTrue();
    assertThat(tally.keysAfter(1)).isEqualTo(-1);
  }
}
