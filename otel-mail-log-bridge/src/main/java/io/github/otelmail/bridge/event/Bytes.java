// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches and hashes bytes eight at a time. */
public final class Bytes {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An odd number whose bits look random: 2^64 divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHEST_BITS = ONES << 7;

  private Bytes() {}

  /** The eight bytes from {@code at} on, the first one lowest; they must lie in the buffer. */
  public static long word(byte[] buffer, int at) {
    return (long) WORD.get(buffer, at);
  }

  /**
   * A word of the {@code length} bytes from {@code at} on and of zeros.
   *
   * @param length 0 to 8
   */
  public static long word(byte[] buffer, int at, int length) {
    if (length > 0 && at <= buffer.length - Long.BYTES) {
      return (long) WORD.get(buffer, at) & (-1L >>> ((Long.BYTES - length) * Byte.SIZE));
    }
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (buffer[at + i] & 0xFFL) << (i * Byte.SIZE);
    }
    return word;
  }

  /** Eight times the same byte, for {@link #matches}. */
  public static long repeated(int c) {
    return c * ONES;
  }

  /**
   * Where a word has a byte: the lowest bit set of the result is the highest of the first such
   * byte. Bits above that one mean nothing. Zero when the word has none.
   *
   * @param repeated the byte, {@linkplain #repeated eight times}
   */
  public static long matches(long word, long repeated) {
    long zeroWhereEqual = word ^ repeated;
    return (zeroWhereEqual - ONES) & ~zeroWhereEqual & HIGHEST_BITS;
  }

  /** How many bytes lie before the first one that {@link #matches} found. */
  public static int before(long matches) {
    return Long.numberOfTrailingZeros(matches) >>> 3;
  }

  /** Index of the first {@code c}, an ASCII character, in {@code [start, end)}; -1 without one. */
  public static int indexOf(byte[] buffer, int start, int end, int c) {
    long repeated = c * ONES;
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      // As in matches(), which is not called: this loop runs over every byte that is read.
      long zeroWhereEqual = (long) WORD.get(buffer, at) ^ repeated;
      long matches = (zeroWhereEqual - ONES) & ~zeroWhereEqual & HIGHEST_BITS;
      if (matches != 0) {
        return at + (Long.numberOfTrailingZeros(matches) >>> 3);
      }
    }
    for (; at < end; at++) {
      if (buffer[at] == c) {
        return at;
      }
    }
    return -1;
  }

  /** Adds a word to a hash, of which the highest bits are the good ones. */
  public static long hash(long hash, long word) {
    return (hash ^ word) * FACTOR;
  }
}
