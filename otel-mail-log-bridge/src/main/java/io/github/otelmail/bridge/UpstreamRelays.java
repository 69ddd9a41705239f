// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Entry.Previous;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places mail that comes from a server whose own log another bridge reads: it continues an entry
 * there, though this bridge never sees it. The attempt that the other bridge exports is the parent,
 * by an id that both derive from the queue id given here.
 */
final class UpstreamRelays implements HistorySink {
  private final UpstreamHosts hosts;
  private final HistorySink sink;

  UpstreamRelays(UpstreamHosts hosts, HistorySink sink) {
    this.hosts = hosts;
    this.sink = sink;
  }

  private Entry placed(Entry entry) {
    if (entry.previous() != null || !hosts.handedOver(entry)) {
      return entry;
    }
    return new Entry(
        entry.key(),
        entry.origin(),
        entry.identity(),
        entry.arrivalMicros(),
        entry.queuedMicros(),
        entry.exactArrival(),
        entry.messageId(),
        entry.sender(),
        entry.sizeBytes(),
        entry.recipientCount(),
        entry.clientName(),
        entry.clientAddress(),
        new Previous(null, null, Relation.RELAYED));
  }

  @Override
  public boolean wantsSteps() {
    return sink.wantsSteps();
  }

  @Override
  public boolean wantsDeliveries() {
    return sink.wantsDeliveries();
  }

  @Override
  public void received(Entry entry) {
    sink.received(placed(entry));
  }

  @Override
  public void waited(Entry entry, Wait wait) {
    sink.waited(placed(entry), wait);
  }

  @Override
  public void attempted(Entry entry, Attempt attempt) {
    sink.attempted(placed(entry), attempt);
  }

  @Override
  public void finished(Entry entry, Delivery delivery) {
    sink.finished(placed(entry), delivery);
  }

  @Override
  public void refused(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {
    sink.refused(header, event, messageId);
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    sink.closed(placed(entry), deliveries);
  }
}
