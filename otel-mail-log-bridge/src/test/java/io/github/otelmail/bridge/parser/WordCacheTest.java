// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WordCacheTest {
  private static final String WORD = "4F2A1B3C4D5E6F70";

  private final WordCache cache = new WordCache();

  @Test
  void sameBytes_giveTheSameText() {
    for (int length = 1; length <= WORD.length(); length++) {
      String word = WORD.substring(0, length);
      assertThat(get(word, 20)).isEqualTo(word).isSameAs(get(word, 0));
    }
  }

  @Test
  void longWord_isMadeAnewEachTime() {
    String word = WORD + "1";

    assertThat(get(word, 0)).isEqualTo(word).isNotSameAs(get(word, 0));
  }

  @Test
  void emptyWord_isEmpty() {
    assertThat(get("", 0)).isEmpty();
    assertThat(get("", 20)).isEmpty();
  }

  /** The word's text, with {@code after} more bytes in the buffer behind it. */
  private String get(String word, int after) {
    byte[] bytes = ("..." + word + "x".repeat(after)).getBytes(StandardCharsets.UTF_8);
    return cache.get(bytes, 3, 3 + word.length());
  }
}
