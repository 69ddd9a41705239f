// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.Bytes;
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

  private final long[] keys = new long[2 << SLOT_BITS];
  private final @Nullable String[] values = new String[1 << SLOT_BITS];

  /** The text of {@code [start, end)}, in which no byte may be zero. */
  public String get(byte[] buffer, int start, int end) {
    int length = end - start;
    if (length > MAX_BYTES) {
      return new String(buffer, start, length, StandardCharsets.UTF_8);
    }
    long low = Bytes.word(buffer, start, Math.min(length, Long.BYTES));
    long high = Bytes.word(buffer, start + Long.BYTES, Math.max(length - Long.BYTES, 0));
    int slot = (int) (Bytes.hash(Bytes.hash(0, high), low) >>> SLOT_SHIFT);
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
