// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.PipelineListener;
import java.util.List;

/** Ends the keeping of entries: tells their whole story and forgets them. */
final class Closer {
  private final HistorySink sink;
  private final PipelineListener listener;
  private final EntryTable table;
  private final Links links;
  private final Publication publication;
  private final Steps steps;

  Closer(
      HistorySink sink,
      PipelineListener listener,
      EntryTable table,
      Links links,
      Publication publication,
      Steps steps) {
    this.sink = sink;
    this.listener = listener;
    this.table = table;
    this.links = links;
    this.publication = publication;
    this.steps = steps;
  }

  /**
   * Tells the story of an entry as it stands and forgets the entry. One that never came into the
   * queue is forgotten without a word.
   */
  void close(QueueEntry entry) {
    if (!entry.published && entry.inQueue) {
      publication.force(entry);
    }
    if (entry.published) {
      sink.closed(entry.snapshot(), deliveries(entry));
    } else {
      publication.drop(entry);
    }
    entry.closed = true;
    links.forget(entry);
    table.remove(entry);
  }

  private List<Delivery> deliveries(QueueEntry entry) {
    if (!sink.wantsDeliveries() || entry.probed) {
      return List.of();
    }
    links.resubmissions.tellApart(entry);
    return Deliveries.closed(entry, publication.tellsSteps());
  }

  /**
   * Closes an entry that nothing was heard of for too long, or to make room. If it was not over,
   * that is counted, and what became of its recipients is told to be unknown.
   *
   * @param atMicros when it is given up
   */
  void giveUp(QueueEntry entry, long atMicros) {
    boolean unfinished = entry.inQueue && !entry.isEnded() && !entry.isFinished();
    if (unfinished && publication.tellsSteps()) {
      if (!entry.published) {
        publication.force(entry);
      }
      steps.giveUp(entry, atMicros);
    }
    close(entry);
    if (unfinished) {
      listener.gaveUp();
    }
  }
}
