// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The messages to look at, by why one would: a bounded number of each. */
final class Lists {
  /** Messages kept in each list. */
  static final int LIMIT = 50;

  private static final int HOPS_REMEMBERED = 10_000;

  /** Why a message is listed, and what it is measured by. */
  enum Kind {
    /** Delivered; measured by the time from hand-over to the last recipient's final answer. */
    SLOWEST,
    /** With a deadline that passed; measured by how long ago, or until the delivery. */
    LATE,
    /** Refused or expired; measured by when. */
    FAILED,
    /** Not over at the end of the log; measured by its age then. */
    WAITING
  }

  private static final Kind[] KINDS = Kind.values();

  private final ContextResolver resolver;

  // By the kind's ordinal, of this run of the program only.
  private final Listed.Top[] lists = new Listed.Top[KINDS.length];
  private final @Nullable Delivery[] candidates = new Delivery[KINDS.length];
  private final long[] measures = new long[KINDS.length];
  private final Hops hops = new Hops(HOPS_REMEMBERED);

  /**
   * @param resolver asked about the messages that are listed
   */
  Lists(ContextResolver resolver) {
    this.resolver = resolver;
    Arrays.setAll(lists, kind -> new Listed.Top(LIMIT));
  }

  /** Proposes a recipient of the entry that is being looked at; the largest measure counts. */
  @SuppressWarnings("EnumOrdinal")
  void propose(Kind kind, Delivery delivery, long measure) {
    int at = kind.ordinal();
    if (candidates[at] == null || measures[at] < measure) {
      candidates[at] = delivery;
      measures[at] = measure;
    }
  }

  /** Ends an entry: lists what was proposed for it. */
  void close(Entry entry) {
    for (int i = 0; i < candidates.length; i++) {
      Delivery delivery = candidates[i];
      if (delivery != null) {
        candidates[i] = null;
        if (lists[i].wants(measures[i])) {
          lists[i].add(new Listed(entry, delivery, resolver, hops.before(entry), measures[i]));
        }
      }
    }
  }

  Hops hops() {
    return hops;
  }

  @SuppressWarnings("EnumOrdinal")
  Listed.Top of(Kind kind) {
    return lists[kind.ordinal()];
  }
}
