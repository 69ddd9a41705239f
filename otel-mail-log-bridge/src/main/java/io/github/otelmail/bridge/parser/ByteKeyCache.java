// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was made of a few byte sequences that come again and again (host names, syslog
 * tags), so that a line makes no new object of them. Every sequence has one slot and takes it from
 * the one before: memory is bounded whatever comes in.
 */
public final class ByteKeyCache<T> {
  private static final int SLOT_BITS = 13;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int SLOT_SHIFT = Long.SIZE - SLOT_BITS;
  private static final int MAX_KEY = 256;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An odd number whose bits look random: 2^64 divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final Function<String, T> maker;
  private final @Nullable Known<?>[] slots = new Known<?>[SLOTS];

  /** What was asked for last: often asked for again at once. */
  private @Nullable Known<T> latest;

  /**
   * A cache.
   *
   * @param maker makes the value of a key; the same value for the same key
   */
  public ByteKeyCache(Function<String, T> maker) {
    this.maker = maker;
  }

  /** The value for the bytes {@code [start, end)}. */
  public T get(byte[] buffer, int start, int end) {
    Known<T> before = latest;
    if (before != null && before.is(buffer, start, end)) {
      return before.value;
    }
    int slot = slot(buffer, start, end);
    Known<T> known = knownAt(slot);
    if (known == null || !known.is(buffer, start, end)) {
      T value = maker.apply(new String(buffer, start, end - start, StandardCharsets.UTF_8));
      if (end - start > MAX_KEY) {
        return value;
      }
      known = new Known<>(Arrays.copyOfRange(buffer, start, end), value);
      slots[slot] = known;
    }
    latest = known;
    return known.value;
  }

  @SuppressWarnings("unchecked") // only get() writes into the slots
  private @Nullable Known<T> knownAt(int slot) {
    return (Known<T>) slots[slot];
  }

  private static final class Known<T> {
    final byte[] key;
    final T value;

    Known(byte[] key, T value) {
      this.key = key;
      this.value = value;
    }

    boolean is(byte[] buffer, int start, int end) {
      return key.length == end - start && Arrays.equals(key, 0, key.length, buffer, start, end);
    }
  }

  /** From the length and the bytes at the beginning, in the middle and at the end. */
  private static int slot(byte[] buffer, int start, int end) {
    int length = end - start;
    long hash = length;
    if (length >= Long.BYTES) {
      hash += (long) WORD.get(buffer, start) * FACTOR;
      hash = (hash ^ (long) WORD.get(buffer, start + (length - Long.BYTES) / 2)) * FACTOR;
      hash = (hash ^ (long) WORD.get(buffer, end - Long.BYTES)) * FACTOR;
    } else {
      for (int i = start; i < end; i++) {
        hash = (hash ^ buffer[i]) * FACTOR;
      }
    }
    return (int) (hash >>> SLOT_SHIFT);
  }
}
