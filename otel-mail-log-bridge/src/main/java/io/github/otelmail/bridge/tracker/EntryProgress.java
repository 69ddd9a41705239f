// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.tracker.QueueEntry.Ending;
import org.jspecify.annotations.Nullable;

/**
 * Moves entries on: into the queue, to their place among the entries of their message, and out
 * again.
 */
final class EntryProgress {
  private final EntryDirectory directory;
  private final Links links;
  private final Publication publication;
  private boolean severalLogs;

  EntryProgress(EntryDirectory directory, Links links, Publication publication) {
    this.directory = directory;
    this.links = links;
    this.publication = publication;
  }

  /** See {@link Tracker#readsSeveralLogs()}. */
  void readsSeveralLogs() {
    severalLogs = true;
  }

  /** This line put the entry into the queue. */
  static void setQueued(QueueEntry entry, LineHeader header) {
    entry.queuedLineMicros = header.timeMicros();
    entry.queuedResolution = header.resolutionMicros();
  }

  /** The entry is in the queue. */
  void enterQueue(QueueEntry entry) {
    if (entry.ending == Ending.REFUSED) {
      // The queue manager knows better.
      entry.ending = Ending.NONE;
      directory.moveToQueued(entry);
    }
    if (!entry.inQueue) {
      entry.inQueue = true;
      if (!entry.isEnded()) {
        directory.moveToQueued(entry);
      }
      identify(entry);
    }
  }

  /** Relates the entry to others, once it is in the queue and its Message-ID is known. */
  void identify(QueueEntry entry) {
    if (entry.inQueue && entry.messageIdKnown && !entry.underWay) {
      links.bindParent(entry);
      boolean fromElsewhere = severalLogs && entry.clientAddress != null;
      boolean another = entry.isEnded() ? links.isUnderWay(entry) : links.index(entry);
      entry.predecessorLikely |= fromElsewhere || another;
      if (entry.local && another) {
        links.resubmissions.await(entry);
      }
    }
  }

  /** Relates the entry that was announced, where it was seen already. */
  void bindChild(@Nullable Continuation continuation) {
    if (continuation != null) {
      QueueEntry child = links.bindChild(continuation);
      if (child != null) {
        publication.consider(child);
      }
    }
  }

  /** An entry whose recipients are all decided waits for nothing but late lines. */
  void settle(QueueEntry entry) {
    publication.consider(entry);
    if (entry.isEnded()) {
      return;
    }
    if (entry.isFinished() != entry.drained) {
      entry.drained = !entry.drained;
      if (entry.drained) {
        links.unindex(entry);
        directory.moveToEnded(entry);
      } else {
        links.index(entry);
        directory.moveToQueued(entry);
      }
    }
  }

  /** The MTA has nothing left to do for the entry. */
  void end(QueueEntry entry, Ending ending) {
    entry.ending = ending;
    links.unindex(entry);
    if (!entry.drained) {
      directory.moveToEnded(entry);
    }
    publication.consider(entry);
  }
}
