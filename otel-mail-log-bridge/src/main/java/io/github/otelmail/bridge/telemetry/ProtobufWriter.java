// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes Protocol Buffers from the end to the beginning: what is inside a message is written before
 * its length has to be known, so one pass is enough. Fields are to be written last one first.
 *
 * <p>Zero, false and empty values are written like all others: leaving them out is up to the
 * caller.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private static final int MAX_VARINT = 10;

  private byte[] buffer;

  /** What is written lies from here to the end of the buffer. */
  private int position;

  /**
   * @param capacity bytes to begin with
   */
  ProtobufWriter(int capacity) {
    buffer = new byte[Math.max(capacity, MAX_VARINT)];
    position = buffer.length;
  }

  /** How much is written. */
  int size() {
    return buffer.length - position;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(buffer, position, size());
  }

  /** A varint field: an int64, an enumeration, a boolean as 0 or 1. */
  void varint(int field, long value) {
    reserve(2 * MAX_VARINT);
    rawVarint(value);
    tag(field, VARINT);
  }

  void fixed64(int field, long value) {
    reserve(Long.BYTES + MAX_VARINT);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[--position] = (byte) (value >>> shift);
    }
    tag(field, FIXED64);
  }

  void fixed32(int field, int value) {
    reserve(Integer.BYTES + MAX_VARINT);
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[--position] = (byte) (value >>> shift);
    }
    tag(field, FIXED32);
  }

  /** A string field; a half of a surrogate pair becomes a question mark. */
  void string(int field, String value) {
    int end = size();
    raw(value.getBytes(StandardCharsets.UTF_8));
    closeMessage(field, end);
  }

  /** A bytes field from hexadecimal digits in lower case. */
  void hex(int field, String digits) {
    reserve(digits.length() + 2 * MAX_VARINT);
    for (int i = digits.length() - 1; i > 0; i -= 2) {
      buffer[--position] = (byte) ((digit(digits.charAt(i - 1)) << 4) | digit(digits.charAt(i)));
    }
    rawVarint(digits.length() / 2);
    tag(field, LENGTH);
  }

  /** Bytes that are encoded already. */
  void raw(byte[] bytes) {
    reserve(bytes.length);
    position -= bytes.length;
    System.arraycopy(bytes, 0, buffer, position, bytes.length);
  }

  /** What was written since {@link #size()} was {@code end}. */
  byte[] copyFrom(int end) {
    return Arrays.copyOfRange(buffer, position, buffer.length - end);
  }

  /**
   * Makes one field of all that was written since {@link #size()} was {@code end}: a message, whose
   * fields that was.
   */
  void closeMessage(int field, int end) {
    reserve(2 * MAX_VARINT);
    rawVarint(size() - end);
    tag(field, LENGTH);
  }

  private static int digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
  }

  private void tag(int field, int type) {
    rawVarint(((long) field << 3) | type);
  }

  private void rawVarint(long value) {
    int length = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    position -= length;
    long rest = value;
    for (int i = 0; i < length - 1; i++) {
      buffer[position + i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[position + length - 1] = (byte) rest;
  }

  private void reserve(int bytes) {
    if (position < bytes) {
      byte[] larger = new byte[Math.max(buffer.length * 2, size() + bytes)];
      int size = size();
      System.arraycopy(buffer, position, larger, larger.length - size, size);
      position = larger.length - size;
      buffer = larger;
    }
  }
}
