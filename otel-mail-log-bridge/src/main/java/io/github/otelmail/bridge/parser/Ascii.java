// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Byte arithmetic on ASCII text, so that a line need not become a String before it is understood.
 */
public final class Ascii {
  private Ascii() {}

  /** The bytes of a literal to look for. */
  public static byte[] bytes(String literal) {
    return literal.getBytes(StandardCharsets.US_ASCII);
  }

  /** True for {@code 0} to {@code 9}. */
  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** True for ASCII letters and digits. */
  public static boolean isAlphanumeric(int c) {
    return isDigit(c) || isLetter(c);
  }

  /** True for ASCII letters. */
  public static boolean isLetter(int c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  /** Lower case of an ASCII letter; anything else as it is. */
  public static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }

  /** True when {@code buffer} has {@code literal} at {@code at}, before {@code end}. */
  public static boolean matches(byte[] buffer, int at, int end, byte[] literal) {
    if (end - at < literal.length) {
      return false;
    }
    for (int i = 0; i < literal.length; i++) {
      if (buffer[at + i] != literal[i]) {
        return false;
      }
    }
    return true;
  }

  /** Index of {@code literal} in {@code [start, end)}, -1 without one. */
  public static int indexOf(byte[] buffer, int start, int end, byte[] literal) {
    int at = Bytes.indexOf(buffer, start, end, literal[0]);
    while (at >= 0 && !matches(buffer, at, end, literal)) {
      at = Bytes.indexOf(buffer, at + 1, end, literal[0]);
    }
    return at;
  }

  /** Value of {@code count} digits at {@code at}, -1 when one of them is none. */
  public static int number(byte[] buffer, int at, int end, int count) {
    if (end - at < count) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + count; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
