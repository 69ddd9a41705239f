// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/**
 * How often each text was added and not yet removed, by the 32 bits of its hash code: two texts
 * with the same one count as the same text. Eight bytes for each, and one place in memory for each
 * question.
 */
final class TextCounts {
  private static final int SMALLEST = 1024;
  private static final long COUNT_MASK = 0xffff_ffffL;

  /** Hash code above, count below; 0 where there is none. Searched from the hash's own place on. */
  private long[] slots = new long[SMALLEST];

  private int used;

  /** Adds the text once more; true when it was there before. */
  boolean add(String text) {
    return add(text.hashCode());
  }

  /** Adds a text with this hash code. */
  boolean add(int hash) {
    int slot = find(hash);
    boolean known = slots[slot] != 0;
    if (!known) {
      slots[slot] = (long) hash << 32;
      used++;
    }
    slots[slot]++;
    if (2 * used > slots.length) {
      grow();
    }
    return known;
  }

  boolean contains(String text) {
    return slots[find(text.hashCode())] != 0;
  }

  /** Takes back one {@link #add}. */
  void remove(String text) {
    int slot = find(text.hashCode());
    if (slots[slot] == 0) {
      return;
    }
    slots[slot]--;
    if ((slots[slot] & COUNT_MASK) == 0) {
      slots[slot] = 0;
      used--;
      closeGap(slot);
    }
  }

  /** The slot of the hash code, or the empty one where it belongs. */
  private int find(int hash) {
    int slot = home(hash);
    while (slots[slot] != 0 && (int) (slots[slot] >> 32) != hash) {
      slot = next(slot);
    }
    return slot;
  }

  private int home(int hash) {
    return (hash ^ (hash >>> 16)) & slots.length - 1;
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  /** Moves what stands behind an empty slot and is searched from before it. */
  private void closeGap(int empty) {
    int gap = empty;
    for (int slot = next(gap); slots[slot] != 0; slot = next(slot)) {
      int home = home((int) (slots[slot] >> 32));
      boolean reachable = gap <= slot ? gap < home && home <= slot : gap < home || home <= slot;
      if (!reachable) {
        slots[gap] = slots[slot];
        slots[slot] = 0;
        gap = slot;
      }
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (long each : old) {
      if (each != 0) {
        slots[find((int) (each >> 32))] = each;
      }
    }
  }
}
