// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds which entry continues which: announcements, and entries under way with the same Message-ID.
 * Only relates; {@link Publication} sees to the order in which the outside hears of it.
 */
final class Links {
  /** A message may need so long from its creation at the next hop to the reply about it. */
  private static final long PLAUSIBLE_MICROS = 3_600_000_000L;

  /** The same where no Message-ID confirms that two queue ids mean the same message. */
  private static final long PLAUSIBLE_UNCONFIRMED_MICROS = 600_000_000L;

  /** No message is followed over more entries that are all held back. */
  private static final int MAX_HELD_BACK_CHAIN = 100;

  private final EntryTable table;
  private final IdTable<Continuation> byQueueId = new IdTable<>();

  /**
   * The Message-IDs of entries that are in the queue and not finished. One that is taken for
   * another only has its entry held back for a while.
   */
  private final TextCounts underWay = new TextCounts();

  final Resubmissions resubmissions;

  Links(EntryTable table) {
    this.table = table;
    resubmissions = new Resubmissions(table);
  }

  /**
   * Notes that {@code parent} goes on as {@code queueId}; null when it has said so before.
   *
   * @param atMicros time of the line
   */
  @Nullable Continuation announce(
      QueueEntry parent, String queueId, Entry.Relation relation, long atMicros) {
    Continuation known = byQueueId.first(queueId);
    if (known != null && known.parent == parent) {
      return null;
    }
    Continuation continuation = new Continuation(parent, queueId, relation, atMicros);
    continuation.next = parent.continuations;
    parent.continuations = continuation;
    if (known != null) {
      byQueueId.remove(known);
    }
    byQueueId.add(continuation);
    table.grow(parent, 1);
    return continuation;
  }

  /** What was announced under this queue id last. */
  @Nullable Continuation announced(String queueId) {
    return byQueueId.first(queueId);
  }

  /** Finds the entry that was announced among those seen already, and relates the two. */
  @Nullable QueueEntry bindChild(Continuation continuation) {
    if (continuation.relation == Entry.Relation.RESUBMITTED) {
      QueueEntry child = resubmissions.child(continuation);
      if (child != null) {
        attach(child, continuation.parent, continuation.relation);
      }
      return child;
    }
    QueueEntry best = null;
    for (QueueEntry e = table.first(continuation.id); e != null; e = e.sameId()) {
      boolean known = e.messageIdKnown || e.graceOver || e.published;
      if (known && fits(continuation, e) && (best == null || e.sequence > best.sequence)) {
        best = e;
      }
    }
    if (best != null) {
      bind(continuation, best);
    }
    return best;
  }

  /** Finds the announcement of this entry, if any, and relates the two. */
  void bindParent(QueueEntry child) {
    Continuation continuation = byQueueId.first(child.id);
    if (continuation != null && fits(continuation, child)) {
      bind(continuation, child);
    } else if (child.local) {
      QueueEntry parent = resubmissions.parent(child);
      if (parent != null) {
        attach(child, parent, Entry.Relation.RESUBMITTED);
      }
    }
  }

  private void bind(Continuation continuation, QueueEntry child) {
    continuation.child = child.key();
    child.announced = true;
    attach(child, continuation.parent, continuation.relation);
  }

  /** Makes {@code child} the continuation of {@code parent}, unless it is already somebody's. */
  void attach(QueueEntry child, QueueEntry parent, Entry.Relation relation) {
    boolean placed = child.previous != null && child.previous.identity() != null;
    if (child.parent != null || placed) {
      return;
    }
    if (parent.published) {
      follow(child, parent, relation);
    } else if (!leadsTo(parent, child)) {
      child.parent = parent;
      child.parentRelation = relation;
      parent.addChild(child);
    }
  }

  /**
   * Takes over what a child has from its published parent. A child that is published itself keeps
   * the origin it was published with.
   */
  static void follow(QueueEntry child, QueueEntry parent, Entry.Relation relation) {
    child.parent = null;
    child.previous = new Entry.Previous(parent.key(), parent.identity(), relation);
    if (!child.published) {
      child.origin = parent.origin;
    }
    child.changed();
  }

  private static boolean leadsTo(QueueEntry from, QueueEntry target) {
    int steps = 0;
    for (QueueEntry e = from; e != null; e = e.parent) {
      if (e == target || ++steps > MAX_HELD_BACK_CHAIN) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(Continuation continuation, QueueEntry child) {
    QueueEntry parent = continuation.parent;
    if (parent == child || (child.parent != null && child.parent != parent)) {
      return false;
    }
    boolean relayed = continuation.relation == Entry.Relation.RELAYED;
    if (!relayed && (child.created() || !child.host.equals(parent.host))) {
      return false;
    }
    boolean compared = relayed && parent.messageId != null && child.messageId != null;
    if (compared && !Objects.equals(parent.messageId, child.messageId)) {
      return false;
    }
    long at = child.arrivalMicros < 0 ? child.firstSeenMicros : child.arrivalMicros;
    long limit = compared ? PLAUSIBLE_MICROS : PLAUSIBLE_UNCONFIRMED_MICROS;
    return Math.abs(at - continuation.atMicros) <= limit;
  }

  /**
   * Counts the entry among those under way with its Message-ID.
   *
   * @return true when another one was there before
   */
  boolean index(QueueEntry entry) {
    if (entry.underWay || entry.messageId == null) {
      return false;
    }
    entry.underWay = true;
    return underWay.add(entry.messageId);
  }

  void unindex(QueueEntry entry) {
    if (entry.underWay && entry.messageId != null) {
      entry.underWay = false;
      underWay.remove(entry.messageId);
    }
  }

  /** True when another entry with this Message-ID is under way; this one is not counted yet. */
  boolean isUnderWay(QueueEntry entry) {
    return entry.messageId != null && underWay.contains(entry.messageId);
  }

  /** Drops everything that leads to a closed entry. */
  void forget(QueueEntry entry) {
    unindex(entry);
    resubmissions.forget(entry);
    for (Continuation c = entry.continuations; c != null; c = c.next) {
      if (c.relation == Entry.Relation.RESUBMITTED) {
        resubmissions.forget(c);
      } else {
        byQueueId.remove(c);
      }
    }
  }

  /** Whether its entry is found by it: it was announced under its queue id last. */
  boolean isAnnounced(Continuation continuation) {
    return continuation.relation == Entry.Relation.RESUBMITTED
        ? continuation.child == null
        : byQueueId.first(continuation.id) == continuation;
  }

  /** Counts an entry that is stored among those under way, by the hash code of its Message-ID. */
  void restore(int messageIdHash) {
    boolean unused = underWay.add(messageIdHash);
  }

  /** Takes back an announcement of an entry that was restored. */
  void restore(Continuation continuation) {
    if (continuation.relation == Entry.Relation.RESUBMITTED) {
      resubmissions.restore(continuation);
    } else {
      byQueueId.add(continuation);
    }
  }
}
