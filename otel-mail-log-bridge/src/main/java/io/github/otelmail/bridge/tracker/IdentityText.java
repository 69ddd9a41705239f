// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of an identity as bytes in UTF-8, to be hashed: put together in the same memory for one
 * identity after the other. Not thread-safe.
 */
public final class IdentityText {
  private static final int LONGEST_NUMBER = 20;

  private byte[] bytes = new byte[256];
  private int length;

  /** Begins a new text. */
  public void clear() {
    length = 0;
  }

  /** Appends the text. */
  public void add(String text) {
    int size = text.length();
    reserve(size);
    int at = length;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        add(text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[at + i] = (byte) c;
    }
    length += size;
  }

  private void add(byte[] utf8) {
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  /** Appends one ASCII character. */
  public void add(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  /** Appends the number in decimal digits. */
  void add(long number) {
    if (number < 0) {
      add(Long.toString(number));
      return;
    }
    reserve(LONGEST_NUMBER);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** The memory that holds the text, from its beginning; more may lie behind. Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes the text has. */
  public int length() {
    return length;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
