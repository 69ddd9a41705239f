// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

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
  private static final int SLOTS = 1024;
  private static final int MAX_KEY = 256;

  private final Function<String, T> maker;
  private final byte[] @Nullable [] keys = new byte[SLOTS][];
  private final @Nullable Object[] values = new Object[SLOTS];

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
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + buffer[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    byte[] key = keys[slot];
    if (key != null
        && key.length == end - start
        && Arrays.equals(key, 0, key.length, buffer, start, end)) {
      @SuppressWarnings({"unchecked", "NullAway"}) // a slot's value is set with its key
      T value = (T) values[slot];
      return value;
    }
    T value = maker.apply(new String(buffer, start, end - start, StandardCharsets.UTF_8));
    if (end - start <= MAX_KEY) {
      keys[slot] = Arrays.copyOfRange(buffer, start, end);
      values[slot] = value;
    }
    return value;
  }
}
