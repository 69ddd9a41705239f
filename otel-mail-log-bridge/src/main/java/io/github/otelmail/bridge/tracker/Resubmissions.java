// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent.Attempted;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a program behind pipe(8) gave back with sendmail(1), as the simple content filter of
 * Postfix's FILTER_README does. No line names both entries, and either may be told of first: the
 * program has to end for its delivery to be logged, and pickup(8) has to find what it gave back.
 *
 * <p>What counts as given back came by pickup(8) with the Message-ID and the sender of a message
 * that came over SMTP to the same host and was larger than that, by the {@code Received} field at
 * least. An application that submits a message both ways submits the same bytes, and SMTP gives
 * them the longer {@code Received} field. Each run of the program gives back one message.
 */
final class Resubmissions {
  /** Postfix's agent that hands mail to programs. */
  private static final String AGENT = "pipe";

  /** What pipe(8) makes of the null sender unless it is told otherwise (null_sender). */
  private static final String NULL_SENDER = "MAILER-DAEMON";

  /** So many entries or runs with one Message-ID are compared. */
  private static final int MAX_SAME_ID = 64;

  private final EntryTable table;

  /** Runs whose message was not seen again yet, by its Message-ID. */
  private final IdTable<Continuation> runs = new IdTable<>();

  /** Entries that are held back while another one with their Message-ID is under way. */
  private final Map<String, Deque<QueueEntry>> submitted = new HashMap<>();

  Resubmissions(EntryTable table) {
    this.table = table;
  }

  /** Whether this attempt may have given the message back. */
  static boolean mayGiveBack(QueueEntry entry, LineHeader header, Attempted event) {
    return event.status() == DeliveryStatus.SENT
        && header.daemon().equals(AGENT)
        && event.nextQueueId() == null
        && entry.created()
        && !entry.local
        && entry.messageId != null;
  }

  /** The run of the program that this attempt is part of; one run can be for many recipients. */
  Continuation run(QueueEntry entry, LineHeader header, Attempted event) {
    String messageId = entry.messageId;
    if (messageId == null) {
      throw new IllegalArgumentException("without a Message-ID");
    }
    Continuation last = entry.continuations;
    boolean same =
        last != null
            && last.relation == Entry.Relation.RESUBMITTED
            && last.pid == header.pid()
            && last.delayMicros == event.delayMicros();
    if (last != null && same) {
      return last;
    }
    Continuation run =
        new Continuation(entry, messageId, Entry.Relation.RESUBMITTED, header.timeMicros());
    run.pid = header.pid();
    run.delayMicros = event.delayMicros();
    run.next = last;
    entry.continuations = run;
    table.grow(entry, 1);
    restore(run);
    return run;
  }

  /** Takes back a run of an entry that was restored. */
  void restore(Continuation run) {
    int same = 0;
    for (Continuation r = runs.first(run.id); r != null; r = r.next(run.id)) {
      same++;
    }
    if (run.child == null && same < MAX_SAME_ID) {
      runs.add(run);
    }
  }

  /** The entry that this run gave back, if it was seen already; it is the run's from now on. */
  @Nullable QueueEntry child(Continuation run) {
    Deque<QueueEntry> candidates = submitted.get(run.id);
    if (run.child != null || candidates == null) {
      return null;
    }
    for (QueueEntry candidate : candidates) {
      if (fits(run.parent, candidate)) {
        bind(run, candidate);
        return candidate;
      }
    }
    return null;
  }

  /** The entry that gave this one back, if its run was seen already; the oldest of several. */
  @Nullable QueueEntry parent(QueueEntry entry) {
    String messageId = entry.messageId;
    Continuation oldest = null;
    if (messageId != null && canBeGivenBack(entry)) {
      for (Continuation r = runs.first(messageId); r != null; r = r.next(messageId)) {
        oldest = fits(r.parent, entry) ? r : oldest;
      }
    }
    if (oldest == null) {
      return null;
    }
    bind(oldest, entry);
    return oldest.parent;
  }

  private void bind(Continuation run, QueueEntry child) {
    run.child = child.key();
    child.announced = true;
    runs.remove(run);
    forget(child);
  }

  /** The entry is held back: a run may be told of that gave it back. */
  void await(QueueEntry entry) {
    if (entry.messageId == null || entry.awaitsRun || !canBeGivenBack(entry)) {
      return;
    }
    Deque<QueueEntry> same = submitted.computeIfAbsent(entry.messageId, id -> new ArrayDeque<>(1));
    if (same.size() < MAX_SAME_ID) {
      entry.awaitsRun = true;
      same.add(entry);
    }
  }

  private static boolean canBeGivenBack(QueueEntry entry) {
    return entry.local
        && entry.created()
        && !entry.published
        && entry.previous == null
        && entry.parent == null;
  }

  private static boolean fits(QueueEntry parent, QueueEntry child) {
    return child.sequence > parent.sequence
        && child.host.equals(parent.host)
        && parent.sizeBytes >= 0
        && child.sizeBytes > parent.sizeBytes
        && isSameSender(parent.sender, child.sender);
  }

  private static boolean isSameSender(@Nullable String before, @Nullable String after) {
    if (before == null || after == null) {
      return false;
    }
    return before.equals(after) || (before.isEmpty() && after.startsWith(NULL_SENDER));
  }

  /** The entry is told to the outside as it is, or closed. */
  void forget(QueueEntry entry) {
    if (!entry.awaitsRun || entry.messageId == null) {
      return;
    }
    entry.awaitsRun = false;
    Deque<QueueEntry> same = submitted.get(entry.messageId);
    if (same != null) {
      same.remove(entry);
      if (same.isEmpty()) {
        submitted.remove(entry.messageId);
      }
    }
  }

  /** The run's entry is closed. */
  void forget(Continuation run) {
    runs.remove(run);
  }

  /** Where several runs gave back an entry each, their recipients tell which is whose. */
  void tellApart(QueueEntry parent) {
    Continuation last = parent.continuations;
    if (last == null || last.next == null) {
      return;
    }
    int swaps = 0;
    for (RecipientState r = parent.recipients.first(); r != null; r = r.next) {
      Continuation own = r.continuation;
      if (own != null && own.relation == Entry.Relation.RESUBMITTED && !names(own, r)) {
        for (Continuation c = last; c != null && swaps < MAX_SAME_ID; c = c.next) {
          if (c != own && c.relation == Entry.Relation.RESUBMITTED && names(c, r)) {
            EntryKey child = own.child;
            own.child = c.child;
            c.child = child;
            swaps++;
            break;
          }
        }
      }
    }
  }

  private boolean names(Continuation run, RecipientState recipient) {
    EntryKey key = run.child;
    QueueEntry child = key == null ? null : table.find(key.host(), key.instance(), key.queueId());
    if (child == null) {
      return false;
    }
    for (RecipientState r = child.recipients.first(); r != null; r = r.next) {
      if (recipient.address.equals(r.address) || recipient.address.equals(r.original)) {
        return true;
      }
    }
    return false;
  }
}
