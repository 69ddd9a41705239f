// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ByteKeyCacheTest {
  private final ByteKeyCache<String> cache = new ByteKeyCache<>(key -> "<" + key + ">");

  @Test
  void sameBytes_giveTheSameObject() {
    assertThat(get("mx1")).isEqualTo("<mx1>").isSameAs(get("mx1"));
  }

  @Test
  void manyKeys_eachGiveTheirOwn() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 10_000; i++) {
        assertThat(get("host" + i)).isEqualTo("<host" + i + ">");
      }
    }
  }

  @Test
  void keysOfOneSlot_doNotMix() {
    assertThat(get("Aa")).isEqualTo("<Aa>");
    assertThat(get("BB")).isEqualTo("<BB>");
    assertThat(get("Aa")).isEqualTo("<Aa>");
  }

  @Test
  void keysThatDifferInOneByte_doNotMix() {
    for (int length = 1; length < 40; length++) {
      for (int i = 0; i < length; i++) {
        String key = "k".repeat(i) + "K" + "k".repeat(length - i - 1);
        assertThat(get(key)).isEqualTo("<" + key + ">").isSameAs(get(key));
      }
    }
  }

  @Test
  void longKey_isMadeAnewEachTime() {
    String key = "k".repeat(300);
    assertThat(get(key)).isEqualTo("<" + key + ">").isNotSameAs(get(key));
  }

  private String get(String key) {
    byte[] bytes = ("..." + key + "...").getBytes(StandardCharsets.UTF_8);
    return cache.get(bytes, 3, bytes.length - 3);
  }
}
