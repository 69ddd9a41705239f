// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Gives the same text for the same short bytes as long as it comes again soon, such as the queue id
 * that several lines in a row are about. Of fixed size; keeps no copy of the bytes.
 */
public final class WordCache {
  /** Longer words are made anew each time. */
  private static final int MAX_BYTES = 2 * Long.BYTES;

  private static final int SLOT_BITS = 12;
  private static final int SLOT_SHIFT = Long.SIZE - SLOT_BITS;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] keys = new long[2 << SLOT_BITS];
  private final @Nullable String[] values = new String[1 << SLOT_BITS];

  /** The text of {@code [start, end)}, in which no byte may be zero. */
  public String get(byte[] buffer, int start, int end) {
    int length = end - start;
    if (length <= 0 || length > MAX_BYTES || start + MAX_BYTES > buffer.length) {
      return new String(buffer, start, length, StandardCharsets.UTF_8);
    }
    long low = (long) WORD.get(buffer, start);
    long high = 0;
    if (length < Long.BYTES) {
      low &= (1L << (length * Byte.SIZE)) - 1;
    } else if (length > Long.BYTES) {
      high = (long) WORD.get(buffer, start + Long.BYTES);
      high &= -1L >>> ((MAX_BYTES - length) * Byte.SIZE);
    }
    int slot = (int) (((low ^ high * FACTOR) * FACTOR) >>> SLOT_SHIFT);
    String known = values[slot];
    if (known != null && keys[2 * slot] == low && keys[2 * slot + 1] == high) {
      return known;
    }
    String made = new String(buffer, start, length, StandardCharsets.UTF_8);
    keys[2 * slot] = low;
    keys[2 * slot + 1] = high;
    values[slot] = made;
    return made;
  }
}
