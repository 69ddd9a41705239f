// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextCountsTest {
  @Test
  void addedAndRemovedAtRandom_countsLikeAMap() {
    TextCounts counts = new TextCounts();
    Map<String, Integer> expected = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      // More and more of them, then fewer again.
      String text = "m" + random.nextInt(4_000) + "@x";
      if (random.nextInt(200_000) > i) {
        assertThat(counts.add(text)).isEqualTo(expected.containsKey(text));
        expected.merge(text, 1, Integer::sum);
      } else {
        counts.remove(text);
        expected.computeIfPresent(text, (key, count) -> count == 1 ? null : count - 1);
      }
      assertThat(counts.contains(text)).isEqualTo(expected.containsKey(text));
    }
    for (int i = 0; i < 4_000; i++) {
      String text = "m" + i + "@x";
      assertThat(counts.contains(text)).isEqualTo(expected.containsKey(text));
    }
  }

  @Test
  void textsWithOneHashCode_countAsOne() {
    TextCounts counts = new TextCounts();
    assertThat(counts.add("Aa")).isFalse();
    assertThat(counts.add("BB")).isTrue();
    counts.remove("Aa");
    assertThat(counts.contains("Aa")).isTrue();
    counts.remove("BB");
    assertThat(counts.contains("Aa")).isFalse();
  }
}
