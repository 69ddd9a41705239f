// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.durable.SegmentPlace;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line in a spool; as text {@code segment:offset:line}.
 *
 * @param place of the frame
 * @param line in it, from 0
 */
record SpoolPosition(SegmentPlace place, int line) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,9})");

  /** Reads a position; null, and one of no known form, are before the oldest line there is. */
  static SpoolPosition parse(@Nullable String text, Consumer<String> notices) {
    Matcher matcher = TEXT.matcher(text == null ? "0:0:0" : text);
    if (!matcher.matches()) {
      notices.accept("the saved position is of no known form; reading all that is kept");
      return new SpoolPosition(SegmentPlace.START, 0);
    }
    return new SpoolPosition(
        new SegmentPlace(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
        Integer.parseInt(matcher.group(3)));
  }

  @Override
  public String toString() {
    return place + ":" + line;
  }
}
