// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the fields of a span; field numbers of opentelemetry-proto's trace.proto. */
class SpanWriter {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Bytes that are left for a length. */
  static final int LENGTH = 4;

  static final byte[] RECEIVE = named("receive email", 2);
  static final byte[] ATTEMPT = named("attempt email delivery", 3);
  static final byte[][] STATUSES = {ascii("sent"), ascii("deferred"), ascii("bounced")};

  byte[] bytes;
  int size;

  SpanWriter(int capacity) {
    bytes = new byte[capacity];
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Field 1 of a {@code KeyValue}. */
  static byte[] key(String name) {
    return ascii("\n" + (char) name.length() + name);
  }

  /** Name and kind. */
  private static byte[] named(String name, int kind) {
    return ascii("*" + (char) name.length() + name + "0" + (char) kind);
  }

  void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }

  void raw(byte[] from) {
    raw(from, from.length);
  }

  void raw(byte[] from, int length) {
    System.arraycopy(from, 0, bytes, size, length);
    size += length;
  }

  void ids(long traceHigh, long traceLow, long spanId) {
    bytes[size++] = 0x0A;
    bytes[size++] = 16;
    BIG_ENDIAN.set(bytes, size, traceHigh);
    BIG_ENDIAN.set(bytes, size + 8, traceLow);
    bytes[size + 16] = 0x12;
    bytes[size + 17] = 8;
    BIG_ENDIAN.set(bytes, size + 18, spanId);
    size += 26;
  }

  void parent(long spanId) {
    bytes[size++] = 0x22;
    bytes[size++] = 8;
    BIG_ENDIAN.set(bytes, size, spanId);
    size += 8;
  }

  void times(long start, long end) {
    bytes[size] = 0x39;
    WORD.set(bytes, size + 1, start);
    bytes[size + 9] = 0x41;
    WORD.set(bytes, size + 10, end);
    size += 18;
  }

  void string(byte[] key, byte[] from, int start, int end) {
    int length = end - start;
    int value = 1 + varintSize(length) + length;
    attribute(key, value);
    bytes[size++] = 0x0A;
    varint(length);
    System.arraycopy(from, start, bytes, size, length);
    size += length;
  }

  void integer(byte[] key, long number) {
    attribute(key, 1 + varintSize(number));
    bytes[size++] = 0x18;
    varint(number);
  }

  void decimal(byte[] key, double number) {
    attribute(key, 9);
    bytes[size++] = 0x21;
    WORD.set(bytes, size, Double.doubleToRawLongBits(number));
    size += 8;
  }

  /** Everything of an attribute before its {@code AnyValue} of so many bytes. */
  private void attribute(byte[] key, int value) {
    bytes[size++] = 0x4A;
    varint(key.length + 1 + varintSize(value) + value);
    raw(key);
    bytes[size++] = 0x12;
    varint(value);
  }

  private static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  void varint(long value) {
    while (value > 127) {
      bytes[size++] = (byte) (value | 128);
      value >>>= 7;
    }
    bytes[size++] = (byte) value;
  }

  /** Sets the length that was left out at {@code at}; a varint may be longer than it must. */
  void length(int at) {
    int length = size - at - LENGTH;
    bytes[at] = (byte) (length | 128);
    bytes[at + 1] = (byte) (length >> 7 | 128);
    bytes[at + 2] = (byte) (length >> 14 | 128);
    bytes[at + 3] = (byte) (length >> 21);
  }
}
