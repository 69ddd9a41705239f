// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells which entries carry a notification: those the server wrote, and those at which such a one
 * went on, at another hop or through a filter. An entry is announced before the ones that continue
 * it, and closed in any order.
 */
final class NotificationHops {
  /** Notifications on their way at once, in log time; the oldest are forgotten. */
  private static final int LIMIT = 50_000;

  private final Map<EntryIdentity, Boolean> identities =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntryIdentity, Boolean> eldest) {
          return size() > LIMIT;
        }
      };

  void received(Entry entry) {
    if (isNotification(entry)) {
      identities.put(entry.identity(), Boolean.TRUE);
    }
  }

  boolean isNotification(Entry entry) {
    Entry.Previous previous = entry.previous();
    return entry.isNotification()
        || (previous != null
            && previous.identity() != null
            && identities.containsKey(previous.identity()));
  }
}
