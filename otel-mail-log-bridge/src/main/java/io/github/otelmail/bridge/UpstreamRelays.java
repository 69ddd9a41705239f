// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Entry.Previous;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Wait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the mail servers whose own logs another bridge reads. What comes from one of them continues
 * an entry there, though this bridge never sees it: the attempt that the other bridge exports is
 * the parent, by an id that both derive from the queue id given here.
 */
final class UpstreamRelays implements HistorySink {
  private final Set<String> names = new HashSet<>();
  private final @Nullable TrustedNetworks networks;
  private final HistorySink sink;

  /**
   * @param upstreams host names as the log has them, addresses and networks
   * @throws IllegalArgumentException with a message for the command line when one is none of these
   */
  UpstreamRelays(List<String> upstreams, HistorySink sink) {
    List<String> cidrs = new ArrayList<>();
    for (String upstream : upstreams) {
      String text = upstream.strip();
      if (text.indexOf(':') >= 0 || text.matches("[0-9./]+")) {
        cidrs.add(text);
      } else if (text.matches("[A-Za-z0-9._-]+")) {
        names.add(text.toLowerCase(Locale.ROOT));
      } else {
        throw new IllegalArgumentException(
            "'" + text + "' is no host name, IP address or network such as 192.0.2.0/24");
      }
    }
    this.networks = cidrs.isEmpty() ? null : TrustedNetworks.parse(cidrs);
    this.sink = sink;
  }

  private Entry placed(Entry entry) {
    if (entry.previous() != null || !isUpstream(entry)) {
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

  private boolean isUpstream(Entry entry) {
    String name = entry.clientName();
    return (name != null && names.contains(name.toLowerCase(Locale.ROOT)))
        || (networks != null && networks.contains(entry.clientAddress()));
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
  public void refused(LineHeader header, MailEvent.Refused event) {
    sink.refused(header, event);
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    sink.closed(placed(entry), deliveries);
  }
}
