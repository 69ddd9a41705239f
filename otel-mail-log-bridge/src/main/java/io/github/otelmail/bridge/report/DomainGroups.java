// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.semconv.AddressPolicy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The figures by recipient domain. Domains come again and again: the latest are found by the
 * recipient's own characters, without a text of the domain being made.
 */
final class DomainGroups {
  private static final int SLOTS = 8192;

  private final AddressPolicy policy;
  private final BoundedTally<String, Group> tally;
  private final @Nullable String[] domains = new String[SLOTS];
  private final @Nullable Group[] groups = new Group[SLOTS];
  private int removals;

  /**
   * @param limit as {@link BoundedTally} has it
   */
  DomainGroups(AddressPolicy policy, int limit) {
    this.policy = policy;
    this.tally = new BoundedTally<>(limit, Group::new);
  }

  /** The figures of a recipient's domain, to be changed by the caller. */
  Group of(String recipient) {
    int start = recipient.lastIndexOf('@') + 1;
    int hash = 0;
    for (int i = start; i < recipient.length(); i++) {
      hash = hash * 31 + recipient.charAt(i);
    }
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    int length = recipient.length() - start;
    String known = domains[slot];
    Group group = groups[slot];
    if (start > 0
        && group != null
        && known != null
        && known.length() == length
        && removals == tally.removals()
        && recipient.regionMatches(start, known, 0, length)) {
      return group;
    }
    return find(recipient, start, slot);
  }

  private Group find(String recipient, int start, int slot) {
    String domain = policy.domain(recipient);
    Group group = tally.of(domain == null ? "" : domain);
    if (removals != tally.removals()) {
      removals = tally.removals();
      Arrays.fill(groups, null);
    }
    if (start > 0) {
      domains[slot] = recipient.substring(start);
      groups[slot] = group;
    }
    return group;
  }

  /** The empty text stands for recipients without a domain that may be shown. */
  BoundedTally<String, Group> tally() {
    return tally;
  }
}
