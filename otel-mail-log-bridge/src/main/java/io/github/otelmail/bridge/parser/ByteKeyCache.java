// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.Bytes;
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

  private final Function<String, T> maker;
  private final @Nullable Known<?>[] slots = new Known<?>[SLOTS];

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
    int length = end - start;
    long first = Bytes.word(buffer, start, Math.min(length, Long.BYTES));
    long middle = 0;
    long last = 0;
    if (length > Long.BYTES) {
      middle = Bytes.word(buffer, start + (length - Long.BYTES) / 2);
      last = Bytes.word(buffer, end - Long.BYTES);
    }
    long hash = Bytes.hash(Bytes.hash(Bytes.hash(length, first), middle), last);
    int slot = (int) (hash >>> SLOT_SHIFT);
    Known<T> known = knownAt(slot);
    if (known == null || !known.has(length, first, middle, last) || !known.is(buffer, start)) {
      T value = maker.apply(new String(buffer, start, length, StandardCharsets.UTF_8));
      if (length > MAX_KEY) {
        return value;
      }
      known = new Known<>(Arrays.copyOfRange(buffer, start, end), first, middle, last, value);
      slots[slot] = known;
    }
    return known.value;
  }

  @SuppressWarnings("unchecked") // only get() writes into the slots
  private @Nullable Known<T> knownAt(int slot) {
    return (Known<T>) slots[slot];
  }

  /**
   * A key and its value. The words at the key's beginning, in its middle and at its end tell most
   * keys apart, and are all there is of a key of up to three words.
   */
  private static final class Known<T> {
    private static final int ALL_IN_WORDS = 3 * Long.BYTES;

    final byte[] key;
    final long first;
    final long middle;
    final long last;
    final T value;

    Known(byte[] key, long first, long middle, long last, T value) {
      this.key = key;
      this.first = first;
      this.middle = middle;
      this.last = last;
      this.value = value;
    }

    /** True when the key has this length and these words. */
    boolean has(int length, long first, long middle, long last) {
      return this.first == first
          && this.middle == middle
          && this.last == last
          && key.length == length;
    }

    /** True when a text of the same length and words is the key. */
    boolean is(byte[] buffer, int start) {
      return key.length <= ALL_IN_WORDS
          || Arrays.equals(key, 0, key.length, buffer, start, start + key.length);
    }
  }
}
