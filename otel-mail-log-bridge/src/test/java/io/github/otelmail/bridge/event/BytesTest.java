// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static final byte[] TEXT =
      "abcdefgh[jklmnop]rstuvw\u00e9".getBytes(StandardCharsets.UTF_8);

  @Test
  void indexOf_findsTheFirstOneInTheWindowOnly() {
    for (int start = 0; start <= TEXT.length; start++) {
      for (int end = start; end <= TEXT.length; end++) {
        for (byte c : new byte[] {'a', 'h', '[', 'p', ']', 'w', 'Z'}) {
          assertThat(Bytes.indexOf(TEXT, start, end, c)).isEqualTo(byteByByte(start, end, c));
        }
      }
    }
  }

  @Test
  void indexOf_ofBytesOneApart_findsTheRightOne() {
    // The bytes after the first match are where the arithmetic on whole words may err.
    Random random = new Random(1);
    byte[] close = new byte[64];
    for (int round = 0; round < 1000; round++) {
      for (int i = 0; i < close.length; i++) {
        close[i] = (byte) ('0' + random.nextInt(3) + 128 * random.nextInt(2));
      }
      int expected = -1;
      for (int i = close.length - 1; i >= 0; i--) {
        expected = close[i] == '1' ? i : expected;
      }
      assertThat(Bytes.indexOf(close, 0, close.length, '1')).isEqualTo(expected);
    }
  }

  @Test
  void matches_tellsWhereTheFirstOneIs() {
    long word = Bytes.word(TEXT, 4);

    assertThat(Bytes.before(Bytes.matches(word, Bytes.repeated('e')))).isZero();
    assertThat(Bytes.before(Bytes.matches(word, Bytes.repeated('l')))).isEqualTo(7);
    assertThat(Bytes.matches(word, Bytes.repeated('m'))).isZero();
  }

  @Test
  void shortWord_isTheSameWhereverItStands() {
    for (int length = 0; length <= Long.BYTES; length++) {
      long expected = 0;
      for (int i = 0; i < length; i++) {
        expected |= (long) TEXT[i] << (i * Byte.SIZE);
      }
      byte[] alone = Arrays.copyOf(TEXT, length);
      byte[] last = new byte[20];
      System.arraycopy(TEXT, 0, last, last.length - length, length);

      assertThat(Bytes.word(TEXT, 0, length)).isEqualTo(expected);
      assertThat(Bytes.word(alone, 0, length)).isEqualTo(expected);
      assertThat(Bytes.word(last, last.length - length, length)).isEqualTo(expected);
    }
  }

  @Test
  void shortWord_ofBytesThatAreNoAscii_hasNoOtherBits() {
    byte[] bytes = {(byte) 0xFF, 1};

    assertThat(Bytes.word(bytes, 0, 2)).isEqualTo(0x1FFL);
  }

  private static int byteByByte(int start, int end, byte c) {
    for (int i = start; i < end; i++) {
      if (TEXT[i] == c) {
        return i;
      }
    }
    return -1;
  }
}
