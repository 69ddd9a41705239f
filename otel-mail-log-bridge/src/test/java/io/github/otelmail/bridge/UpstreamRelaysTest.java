// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Entry.Previous;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamRelaysTest {
  private static final EntryKey KEY = new EntryKey("mx2", "postfix", "4X1");

  private final List<Entry> told = new ArrayList<>();
  private final HistorySink sink =
      new HistorySink() {
        @Override
        public void received(Entry entry) {
          told.add(entry);
        }

        @Override
        public void closed(Entry entry, List<Delivery> deliveries) {
          told.add(entry);
        }
      };

  private static Entry entry(@Nullable Previous previous) {
    Origin origin =
        new Origin(KEY, 1, "m@example.com", null, "Relay.example.com", "192.0.2.7", false, false);
    return new Entry(
        KEY,
        origin,
        new EntryIdentity("mx2", "i", 0),
        1,
        2,
        true,
        "m@example.com",
        "",
        3,
        1,
        "Relay.example.com",
        "192.0.2.7",
        previous);
  }

  private List<Entry> place(String upstream, Entry entry) {
    UpstreamRelays relays = new UpstreamRelays(UpstreamHosts.parse(List.of(upstream)), sink);
    relays.received(entry);
    relays.closed(entry, List.of());
    return told;
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.example.com", "192.0.2.7", "192.0.2.0/24"})
  void mailFromAnUpstream_continuesAnEntryThere(String upstream) {
    Previous there = new Previous(null, null, Relation.RELAYED);
    assertThat(place(upstream, entry(null))).containsExactly(entry(there), entry(there));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "192.0.2.8", "198.51.100.0/24", "2001:db8::/32"})
  void mailFromElsewhere_beginsHere(String upstream) {
    assertThat(place(upstream, entry(null))).containsExactly(entry(null), entry(null));
  }

  @Test
  void mailWhoseOwnLogTellsWhereItCameFrom_staysThere() {
    Entry known =
        entry(
            new Previous(
                new EntryKey("mx1", "postfix", "4W9"),
                new EntryIdentity("mx1", "j", 0),
                Relation.RELAYED));
    assertThat(place("192.0.2.7", known)).containsExactly(known, known);
  }
}
