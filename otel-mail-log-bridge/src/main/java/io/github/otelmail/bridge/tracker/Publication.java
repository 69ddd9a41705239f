// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells the outside, in the right order. An entry is published when it is in the queue, all that
 * its trace is derived from is known, and the entry it continues was published before; until then
 * its steps wait. What is missing is waited for only so long, in the log's time.
 */
final class Publication {
  private final HistorySink sink;
  private final boolean tellsSteps;
  private final EntryTable table;
  private final Links links;
  private final LogClock clock;
  private final long graceMicros;

  /** Entries with a deadline, the earliest first. */
  private final Set<QueueEntry> waiting = new LinkedHashSet<>();

  Publication(HistorySink sink, EntryTable table, Links links, LogClock clock, long graceMicros) {
    this.sink = sink;
    this.tellsSteps = sink.wantsSteps();
    this.table = table;
    this.links = links;
    this.clock = clock;
    this.graceMicros = graceMicros;
  }

  /** Whether the outside hears of single steps; the calls about them do nothing otherwise. */
  boolean tellsSteps() {
    return tellsSteps;
  }

  /** Whether the outside built on what was known of the entry when it came into the queue. */
  boolean isTold(QueueEntry entry) {
    return tellsSteps && entry.published;
  }

  void waited(QueueEntry entry, Wait wait) {
    if (!tellsSteps) {
      return;
    }
    if (entry.published) {
      sink.waited(entry.snapshot(), wait);
    } else {
      hold(entry, wait);
    }
  }

  void attempted(QueueEntry entry, Attempt attempt) {
    if (!tellsSteps) {
      return;
    }
    if (entry.published) {
      sink.attempted(entry.snapshot(), attempt);
    } else {
      hold(entry, attempt);
    }
  }

  /** The outcome for a recipient is known. */
  void finished(QueueEntry entry, RecipientState recipient, Delivery.Outcome outcome) {
    if (tellsSteps) {
      finished(entry, Deliveries.finished(entry, recipient, outcome));
    }
  }

  /** The outcome for all recipients without a name is known. */
  void finishedUnnamed(QueueEntry entry, Delivery.Outcome outcome) {
    if (tellsSteps) {
      finished(entry, Deliveries.unnamed(entry, outcome, List.of()));
    }
  }

  private void finished(QueueEntry entry, Delivery delivery) {
    if (entry.published) {
      sink.finished(entry.snapshot(), delivery);
    } else {
      hold(entry, delivery);
    }
  }

  private void hold(QueueEntry entry, Record step) {
    List<Record> pending = entry.pending;
    if (pending == null) {
      pending = new ArrayList<>(4);
      entry.pending = pending;
    }
    pending.add(step);
    table.grow(entry, 1);
  }

  /** Publishes the entry if nothing is missing; else starts to wait for what is. */
  void consider(QueueEntry entry) {
    if (entry.published || !entry.inQueue || entry.closed) {
      return;
    }
    if (!isMissingSomething(entry)) {
      publish(entry);
    } else if (!entry.graceOver && !entry.waits) {
      entry.waits = true;
      waiting.add(entry);
      entry.deadlineMicros = clock.now() + graceMicros;
    }
  }

  private static boolean isMissingSomething(QueueEntry entry) {
    if (entry.parent != null || entry.arrivalMicros < 0) {
      return true;
    }
    if (entry.graceOver) {
      return isAddressProbe(entry);
    }
    boolean internal = !entry.created() || entry.predecessorLikely;
    boolean unsure = entry.mayBeRefused || entry.secondUncertain;
    return unsure || !entry.messageIdKnown || (internal && !entry.announced);
  }

  /**
   * Postfix asks other servers whether an address exists with a message of its own that it never
   * sends (ADDRESS_VERIFICATION_README); the answer is no delivery. Real mail of this sender, a
   * notification about a notification, has attempts.
   */
  private static boolean isAddressProbe(QueueEntry entry) {
    return !entry.created()
        && entry.previous == null
        && entry.recipients.size() == 0
        && entry.sender != null
        && entry.sender.startsWith("double-bounce@");
  }

  private void publish(QueueEntry first) {
    announce(first);
    if (first.children == null) {
      return;
    }
    Deque<QueueEntry> next = new ArrayDeque<>();
    addReadyChildren(first, next);
    for (QueueEntry entry = next.poll(); entry != null; entry = next.poll()) {
      announce(entry);
      addReadyChildren(entry, next);
    }
  }

  private void addReadyChildren(QueueEntry parent, Deque<QueueEntry> ready) {
    List<QueueEntry> children = parent.children;
    if (children == null) {
      return;
    }
    parent.children = null;
    for (QueueEntry child : children) {
      if (child.parent == parent && child.parentRelation != null) {
        Links.follow(child, parent, child.parentRelation);
        if (!child.published && child.inQueue && !child.closed && !isMissingSomething(child)) {
          ready.add(child);
        }
      }
    }
  }

  private void announce(QueueEntry entry) {
    entry.published = true;
    links.resubmissions.forget(entry);
    stopWaitingFor(entry);
    Entry snapshot = entry.snapshot();
    sink.received(snapshot);
    List<Record> pending = entry.pending;
    if (pending == null) {
      return;
    }
    entry.pending = null;
    table.grow(entry, -pending.size());
    for (Record step : pending) {
      if (step instanceof Wait wait) {
        sink.waited(snapshot, wait);
      } else if (step instanceof Attempt attempt) {
        sink.attempted(snapshot, attempt);
      } else if (step instanceof Delivery delivery) {
        sink.finished(snapshot, delivery);
      }
    }
  }

  /** Ends the waiting of every entry whose deadline has passed. */
  void expire() {
    while (!waiting.isEmpty()) {
      QueueEntry entry = waiting.iterator().next();
      if (entry.deadlineMicros > clock.now()) {
        return;
      }
      stopWaitingFor(entry);
      consider(stopWaiting(entry));
    }
  }

  private void stopWaitingFor(QueueEntry entry) {
    if (entry.waits) {
      entry.waits = false;
      waiting.remove(entry);
    }
  }

  /** Publishes an entry that is in the queue with whatever is known, and those before it. */
  void force(QueueEntry entry) {
    stopWaitingFor(entry);
    QueueEntry top = stopWaiting(entry);
    for (QueueEntry e = entry; e != null; e = e.parent) {
      EntryTimes.settleArrival(e);
    }
    consider(top);
  }

  /** Nothing more is waited for; returns the first of the held back entries that lead here. */
  private QueueEntry stopWaiting(QueueEntry entry) {
    entry.graceOver = true;
    links.bindParent(entry);
    QueueEntry top = entry;
    for (QueueEntry above = top.parent; above != null; above = top.parent) {
      if (!above.inQueue) {
        detach(top, above);
        break;
      }
      above.graceOver = true;
      top = above;
    }
    return top;
  }

  /** The entry before this one never came into the queue as far as the log shows. */
  private static void detach(QueueEntry child, QueueEntry parent) {
    if (child.parentRelation != null) {
      child.previous = new Entry.Previous(parent.key(), null, child.parentRelation);
      child.changed();
    }
    child.parent = null;
  }

  /** Drops an entry that was never published. */
  void drop(QueueEntry entry) {
    stopWaitingFor(entry);
    List<QueueEntry> children = entry.children;
    if (children == null) {
      return;
    }
    entry.children = null;
    for (QueueEntry child : children) {
      if (child.parent == entry) {
        detach(child, entry);
        consider(child);
      }
    }
  }

  /** Entries with a deadline, the earliest first. */
  Collection<QueueEntry> waiting() {
    return waiting;
  }

  /** Takes back an entry with a deadline; the earliest first. */
  void restore(QueueEntry entry) {
    entry.waits = true;
    waiting.add(entry);
  }

  /** The clock was turned back. */
  void restamp() {
    for (QueueEntry entry : waiting) {
      entry.deadlineMicros = clock.now() + graceMicros;
    }
  }
}
