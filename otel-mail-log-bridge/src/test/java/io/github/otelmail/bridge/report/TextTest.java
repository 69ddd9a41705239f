// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void clean_whatSteersATerminal_isReplaced() {
    assertThat(Text.clean("a\u001b[2Jb\u202Ec\u0007\nd"))
        .isEqualTo("a\uFFFD[2Jb\uFFFDc\uFFFD\uFFFDd");
    assertThat(Text.clean("plain – text")).isEqualTo("plain – text");
  }

  @Test
  void fit_longText_endsInAnEllipsis() {
    assertThat(Text.fit("abcdef", 4)).isEqualTo("abc…");
    assertThat(Text.fit("abcd", 4)).isEqualTo("abcd");
    assertThat(Text.fit("abcd", 1)).isEqualTo("…");
    assertThat(Text.fit("abcd", 0)).isEmpty();
  }

  @Test
  void leftAndRight_shortText_areFilledUp() {
    assertThat(Text.left("ab", 4)).isEqualTo("ab  ");
    assertThat(Text.right("ab", 4)).isEqualTo("  ab");
  }

  @Test
  void bar_parts_areShownInEighths() {
    assertThat(Text.bar(0, 8, 4)).isEmpty();
    assertThat(Text.bar(1, 1_000_000, 4)).isEqualTo("▏");
    assertThat(Text.bar(4, 8, 4)).isEqualTo("██");
    assertThat(Text.bar(9, 16, 4)).isEqualTo("██▎");
    assertThat(Text.bar(20, 8, 4)).isEqualTo("████");
  }

  @Test
  void wrap_longText_breaksAtSpacesWhereItCan() {
    assertThat(Text.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(Text.wrap("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
    assertThat(Text.wrap("  ", 4)).isEmpty();
  }
}
