// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CursorTest {

  @Test
  void number_isTakenWhenItFits() {
    assertThat(cursor("123456789012345678x").number()).isEqualTo(123_456_789_012_345_678L);
    assertThat(cursor("x").number()).isEqualTo(-1);
    assertThat(cursor("").number()).isEqualTo(-1);
    assertThat(cursor("99999999999").smallNumber()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void number_tooLong_leavesThePlace() {
    Cursor cursor = cursor("1234567890123456789");
    assertThat(cursor.number()).isEqualTo(-1);
    assertThat(cursor.rest()).isEqualTo("1234567890123456789");
  }

  @Test
  void window_isNeverLeft() {
    byte[] bytes = "abcabc".getBytes(StandardCharsets.US_ASCII);
    Cursor cursor = new Cursor().set(bytes, 1, 3);
    assertThat(cursor.take(Ascii.bytes("bca"))).isFalse();
    assertThat(cursor.takeIgnoreCase(Ascii.bytes("bca"))).isFalse();
    assertThat(cursor.find('a')).isEqualTo(-1);
    assertThat(cursor.find(Ascii.bytes("ca"))).isEqualTo(-1);
    assertThat(cursor.take(Ascii.bytes("bc"))).isTrue();
    assertThat(cursor.peek()).isEqualTo(-1);
    assertThat(cursor.atEnd()).isTrue();
    cursor.moveTo(100);
    assertThat(cursor.position()).isEqualTo(3);
  }

  @Test
  void takeIgnoreCase_takesAnyCase() {
    Cursor cursor = cursor("TraceParent: x");
    assertThat(cursor.takeIgnoreCase(Ascii.bytes("tracestate"))).isFalse();
    assertThat(cursor.takeIgnoreCase(Ascii.bytes("traceparent:"))).isTrue();
    assertThat(cursor.rest()).isEqualTo(" x");
  }

  @Test
  void digits_ofAFixedWidth_areRead() {
    byte[] bytes = Ascii.bytes("2026x");
    assertThat(Ascii.number(bytes, 0, 5, 4)).isEqualTo(2026);
    assertThat(Ascii.number(bytes, 1, 5, 4)).isEqualTo(-1);
    assertThat(Ascii.number(bytes, 3, 5, 4)).isEqualTo(-1);
    assertThat(Ascii.number(Ascii.bytes("20/6"), 0, 4, 4)).isEqualTo(-1);
  }

  @Test
  void malformedUtf8_isReplaced() {
    byte[] bytes = {'a', (byte) 0xC3, 'b'};
    assertThat(new Cursor().set(bytes, 0, 3).rest()).isEqualTo("a\ufffdb");
    assertThat(new Cursor().text(3, 2)).isEmpty();
  }

  private static Cursor cursor(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Cursor().set(bytes, 0, bytes.length);
  }
}
