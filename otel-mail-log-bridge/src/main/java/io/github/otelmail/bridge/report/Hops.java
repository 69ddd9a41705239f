// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers entries that went on as other entries, the latest of them, so that a message that is
 * listed can be shown from its first hop on.
 */
final class Hops {
  /** No message is followed back over more hops: RFC 5321 section 6.3 asks for at least 100. */
  private static final int MAX_DEPTH = 100;

  /** One entry and what it did for its recipients. */
  record Hop(Entry entry, List<Delivery> deliveries) {}

  private final Map<EntryIdentity, Hop> byIdentity;

  Hops(int limit) {
    byIdentity =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<EntryIdentity, Hop> eldest) {
            return size() > limit;
          }
        };
  }

  /** Remembers the entry when it went on as another one. */
  void remember(Entry entry, List<Delivery> deliveries) {
    for (int i = 0; i < deliveries.size(); i++) {
      if (deliveries.get(i).next() != null) {
        byIdentity.put(entry.identity(), new Hop(entry, deliveries));
        return;
      }
    }
  }

  /** The entries before this one, the first hop first; without those that are not remembered. */
  List<Hop> before(Entry entry) {
    Deque<Hop> path = new ArrayDeque<>();
    Hop hop = previous(entry);
    while (hop != null && path.size() < MAX_DEPTH) {
      path.addFirst(hop);
      hop = previous(hop.entry());
    }
    return List.copyOf(path);
  }

  private @Nullable Hop previous(Entry entry) {
    Entry.Previous previous = entry.previous();
    return previous == null || previous.identity() == null
        ? null
        : byIdentity.get(previous.identity());
  }
}
