// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a scanner asks of bytes; each may look at a few bytes after those it is asked about. */
final class Bytes {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  /** Eight bytes, the first one lowest. */
  static long word(byte[] bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  /** Index of the first such byte in {@code [from, to)}, -1 without one. */
  static int indexOf(byte[] bytes, int from, int to, int c) {
    long pattern = c * 0x0101010101010101L;
    for (int i = from; i < to; i += Long.BYTES) {
      long differ = word(bytes, i) ^ pattern;
      long equal = differ - 0x0101010101010101L & ~differ & 0x8080808080808080L;
      if (equal != 0) {
        int found = i + (Long.numberOfTrailingZeros(equal) >>> 3);
        return found < to ? found : -1;
      }
    }
    return -1;
  }

  static boolean is(byte[] bytes, int at, String literal) {
    for (int i = 0; i < literal.length(); i++) {
      if (bytes[at + i] != literal.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static long number(byte[] bytes, int start) {
    long value = 0;
    int at = start;
    for (int c = bytes[at] - '0'; c >= 0 && c <= 9; c = bytes[++at] - '0') {
      value = value * 10 + c;
    }
    return value;
  }

  /** Seconds with a fraction, as microseconds. */
  static long micros(byte[] bytes, int start) {
    long value = 0;
    int left = -1;
    int at = start;
    for (int c = bytes[at]; (c >= '0' && c <= '9') || c == '.'; c = bytes[++at]) {
      if (c == '.') {
        left = 6;
      } else if (left != 0) {
        value = value * 10 + c - '0';
        left--;
      }
    }
    for (int i = left < 0 ? 6 : left; i > 0; i--) {
      value *= 10;
    }
    return value;
  }
}
