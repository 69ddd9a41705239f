// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts that many entries have, by number: hosts, agents, clients, replies. A bounded number of
 * them.
 */
final class SharedTexts {
  static final int LIMIT = 10_000;
  private static final int SEEN_SLOTS = 1 << 14;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final int @Nullable [] seenOnce;

  private SharedTexts(int @Nullable [] seenOnce) {
    this.seenOnce = seenOnce;
  }

  /** For one snapshot: a text is written where it comes first, and numbered there by both sides. */
  static SharedTexts inOrder() {
    return new SharedTexts(null);
  }

  /** For what is read in any order: a text that comes again is kept here, and only its number. */
  static SharedTexts kept() {
    return new SharedTexts(new int[SEEN_SLOTS]);
  }

  boolean areKept() {
    return seenOnce != null;
  }

  /** The number of a text, or null. */
  @Nullable Integer number(String text) {
    Integer number = numbers.get(text);
    return number == null && isSeenAgain(text) ? add(text) : number;
  }

  /** Texts that never come again are not worth a number. */
  private boolean isSeenAgain(String text) {
    if (seenOnce == null) {
      return false;
    }
    int hash = text.hashCode();
    int slot = (hash ^ (hash >>> 16)) & SEEN_SLOTS - 1;
    boolean again = seenOnce[slot] == hash;
    seenOnce[slot] = hash;
    return again;
  }

  /** Gives a text the next number; null when there are too many. */
  @Nullable Integer add(String text) {
    if (texts.size() == LIMIT) {
      return null;
    }
    numbers.put(text, texts.size());
    texts.add(text);
    return texts.size() - 1;
  }

  int size() {
    return texts.size();
  }

  String get(int number) {
    return texts.get(number);
  }

  void clear() {
    numbers.clear();
    texts.clear();
  }
}
