// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * Gives equal texts that come often, such as clients and senders, one object. Of fixed size: a text
 * takes the place of another one with the same hash.
 */
final class TextPool {
  private static final int SIZE = 1024;

  private final @Nullable String[] texts = new String[SIZE];

  @Nullable String pooled(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & SIZE - 1;
    String known = texts[place];
    if (text.equals(known)) {
      return known;
    }
    texts[place] = text;
    return text;
  }
}
