// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

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

  private final Map<Kind, Listed.Top> lists = new EnumMap<>(Kind.class);
  private final Map<Kind, Candidate> candidates = new EnumMap<>(Kind.class);
  private final Hops hops = new Hops(HOPS_REMEMBERED);

  private record Candidate(Delivery delivery, long measure) {}

  Lists() {
    for (Kind kind : Kind.values()) {
      lists.put(kind, new Listed.Top(LIMIT));
    }
  }

  /** Proposes a recipient of the entry that is being looked at; the largest measure counts. */
  void propose(Kind kind, Delivery delivery, long measure) {
    Candidate best = candidates.get(kind);
    if (best == null || best.measure < measure) {
      candidates.put(kind, new Candidate(delivery, measure));
    }
  }

  /**
   * Ends an entry: lists what was proposed for it.
   *
   * @param context asked only when the entry is listed
   */
  void close(Entry entry, Supplier<MessageContext> context) {
    for (Map.Entry<Kind, Candidate> candidate : candidates.entrySet()) {
      Listed.Top list = of(candidate.getKey());
      Candidate best = candidate.getValue();
      if (list.wants(best.measure)) {
        list.add(new Listed(entry, best.delivery, context.get(), hops.before(entry), best.measure));
      }
    }
    candidates.clear();
  }

  Hops hops() {
    return hops;
  }

  Listed.Top of(Kind kind) {
    return Objects.requireNonNull(lists.get(kind));
  }
}
