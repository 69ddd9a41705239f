// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Notices of things that may happen with every request: the first one of a kind is said at once, of
 * the others the number and the last, each minute. A kind that was not heard of for a minute is new
 * again.
 */
final class RepeatedNotices {
  /** Beyond it all kinds are one. */
  private static final int MAX_KINDS = 20;

  private static final String OTHER = "other";

  private static final class Untold {
    private long times;
    private long count;
    private String last = "";
  }

  private final TreeMap<String, Untold> kinds = new TreeMap<>();
  private final Consumer<String> say;

  RepeatedNotices(Consumer<String> say) {
    this.say = say;
  }

  /**
   * It happened.
   *
   * @param kind of low cardinality
   * @param count how many things it happened to
   * @param text for a person
   */
  void happened(String kind, long count, String text) {
    boolean fits = kinds.containsKey(kind) || kinds.size() < MAX_KINDS;
    String key = fits ? kind : OTHER;
    Untold known = kinds.get(key);
    if (known == null) {
      kinds.put(key, new Untold());
      say.accept(text);
      return;
    }
    known.times++;
    known.count += count;
    known.last = text;
  }

  /** A minute is over. */
  void minute() {
    kinds.values().removeIf(untold -> untold.times == 0);
    kinds.forEach(
        (kind, untold) -> {
          say.accept(
              "in the last minute "
                  + untold.times
                  + " times more ("
                  + kind
                  + ", "
                  + untold.count
                  + " spans), the last: "
                  + untold.last);
          untold.times = 0;
          untold.count = 0;
        });
  }
}
