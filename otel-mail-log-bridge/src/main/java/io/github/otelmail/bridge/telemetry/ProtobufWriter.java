// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes Protocol Buffers in one pass. A message is opened and closed around its fields: its length
 * gets one byte, and what is inside moves when that turns out to be too little.
 *
 * <p>Zero, false and empty values are written like all others: leaving them out is up to the
 * caller.
 */
final class ProtobufWriter {
  /** Bytes that an opened message takes before its fields, where its number is less than 16. */
  static final int OPENED = 2;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private static final int MAX_VARINT = 10;
  private static final int ONE_BYTE = 0x80;

  private byte[] buffer;
  private int size;

  /**
   * @param capacity bytes to begin with
   */
  ProtobufWriter(int capacity) {
    buffer = new byte[Math.max(capacity, 2 * MAX_VARINT)];
  }

  /** How much is written. */
  int size() {
    return size;
  }

  /** How much fits before more memory is taken. */
  int capacity() {
    return buffer.length;
  }

  /** Begins anew, in the same memory. */
  void clear() {
    size = 0;
  }

  void writeTo(OutputStream out, int from, int to) throws IOException {
    out.write(buffer, from, to - from);
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(buffer, from, to);
  }

  byte[] copy() {
    return copy(0, size);
  }

  /** A varint field: an int64, an enumeration, a boolean as 0 or 1. */
  void varint(int field, long value) {
    reserve(2 * MAX_VARINT);
    tag(field, VARINT);
    rawVarint(value);
  }

  void fixed64(int field, long value) {
    reserve(Long.BYTES + MAX_VARINT);
    tag(field, FIXED64);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  void fixed32(int field, int value) {
    reserve(Integer.BYTES + MAX_VARINT);
    tag(field, FIXED32);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  /** A string field; a half of a surrogate pair becomes a question mark. */
  void string(int field, String value) {
    int length = value.length();
    reserve(length + 2 * MAX_VARINT);
    int start = size;
    tag(field, LENGTH);
    rawVarint(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= ONE_BYTE) {
        size = start;
        encoded(field, value.getBytes(StandardCharsets.UTF_8));
        return;
      }
      buffer[size++] = (byte) c;
    }
  }

  private void encoded(int field, byte[] bytes) {
    reserve(2 * MAX_VARINT);
    tag(field, LENGTH);
    rawVarint(bytes.length);
    raw(bytes);
  }

  /** A bytes field of eight bytes, the most significant one first. */
  void bytes(int field, long value) {
    reserve(Long.BYTES + 2 * MAX_VARINT);
    tag(field, LENGTH);
    rawVarint(Long.BYTES);
    rawLong(value);
  }

  /** A bytes field of sixteen bytes, the most significant one first. */
  void bytes(int field, long high, long low) {
    reserve(2 * Long.BYTES + 2 * MAX_VARINT);
    tag(field, LENGTH);
    rawVarint(2 * Long.BYTES);
    rawLong(high);
    rawLong(low);
  }

  /** Bytes that are encoded already. */
  void raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  /** The tag and the length of a message whose fields are written elsewhere. */
  void header(int field, int length) {
    reserve(2 * MAX_VARINT);
    tag(field, LENGTH);
    rawVarint(length);
  }

  /**
   * Begins a message: what is written from here on are its fields.
   *
   * @return to be given to {@link #close}
   */
  int open(int field) {
    reserve(MAX_VARINT + 1);
    tag(field, LENGTH);
    return ++size;
  }

  /** Ends the message that was opened last and not yet closed. */
  void close(int opened) {
    int length = size - opened;
    if (length < ONE_BYTE) {
      buffer[opened - 1] = (byte) length;
      return;
    }
    int more = varintLength(length) - 1;
    reserve(more);
    System.arraycopy(buffer, opened, buffer, opened + more, length);
    size = opened - 1;
    rawVarint(length);
    size += length;
  }

  private void rawLong(long value) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private void tag(int field, int type) {
    rawVarint(((long) field << 3) | type);
  }

  private void rawVarint(long value) {
    long rest = value;
    while ((rest & -ONE_BYTE) != 0) {
      buffer[size++] = (byte) (rest | ONE_BYTE);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  private static int varintLength(long value) {
    int length = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    return length;
  }

  private void reserve(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }
}
