// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recipients of one entry that the log has named, in the order it named them. */
final class Recipients {
  /** Up to here looking through all of them is faster than a map, and smaller. */
  private static final int LINEAR_LIMIT = 8;

  private @Nullable RecipientState first;
  private @Nullable RecipientState last;
  private int size;
  private @Nullable Map<String, RecipientState> byAddress;

  int size() {
    return size;
  }

  /** The first one; the others follow by {@link RecipientState#next}. */
  @Nullable RecipientState first() {
    return first;
  }

  /**
   * The recipient with this final and this original address; of several that are written the same
   * one that is not decided, or else the latest. One final address can stand for several
   * recipients: when several aliases lead to it, and when a client names it twice.
   */
  @Nullable RecipientState find(String address, @Nullable String original) {
    RecipientState found = null;
    RecipientState candidate = byAddress == null ? first : byAddress.get(address);
    while (candidate != null) {
      if (candidate.is(address, original)) {
        if (!candidate.isDecided()) {
          return candidate;
        }
        if (found == null || byAddress == null) {
          found = candidate;
        }
      }
      candidate = byAddress == null ? candidate.next : candidate.sameAddress;
    }
    return found;
  }

  void add(RecipientState recipient) {
    if (last == null) {
      first = recipient;
    } else {
      last.next = recipient;
    }
    last = recipient;
    size++;
    if (byAddress != null) {
      index(byAddress, recipient);
    } else if (size > LINEAR_LIMIT) {
      byAddress = new HashMap<>();
      for (RecipientState each = first; each != null; each = each.next) {
        index(byAddress, each);
      }
    }
  }

  private static void index(Map<String, RecipientState> map, RecipientState recipient) {
    recipient.sameAddress = map.put(recipient.address, recipient);
  }
}
