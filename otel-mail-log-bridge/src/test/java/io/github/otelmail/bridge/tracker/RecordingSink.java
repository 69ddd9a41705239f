// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every call, and fails at the first one that breaks the promises of {@link HistorySink}:
 * received once and first, nothing after closed, the entry before an entry first, one outcome per
 * recipient, waits that are not negative and that end where the attempt begins.
 */
public final class RecordingSink implements HistorySink {
  /** One call. */
  public record Call(String name, Entry entry, Object what) {}

  /** An entry at its end. */
  public record Closed(Entry entry, List<Delivery> deliveries) {}

  public final List<Call> calls = new ArrayList<>();
  public final List<Closed> closed = new ArrayList<>();
  public final List<MailEvent.Refused> refused = new ArrayList<>();

  /** False where the log's clock is stepped back. */
  public boolean timeIsMonotonic = true;

  private final Set<String> open = new HashSet<>();
  private final Set<EntryIdentity> everReceived = new HashSet<>();
  private final Map<String, Long> lastEnd = new HashMap<>();
  private final Set<StepIdentity> finished = new HashSet<>();
  private final Set<StepIdentity> attempts = new HashSet<>();

  private static String id(Entry entry) {
    return entry.identity() + " " + entry.key().instance();
  }

  @Override
  public void received(Entry entry) {
    assertThat(open.add(id(entry))).as("received once: %s", entry).isTrue();
    assertThat(entry.queuedMicros()).isGreaterThanOrEqualTo(entry.arrivalMicros());
    Entry.Previous previous = entry.previous();
    if (previous != null && previous.identity() != null) {
      assertThat(everReceived).as("previous of %s", entry).contains(previous.identity());
    }
    everReceived.add(entry.identity());
    calls.add(new Call("received", entry, entry.identity().toString()));
  }

  @Override
  public void waited(Entry entry, Wait wait) {
    assertThat(open).contains(id(entry));
    assertThat(wait.endMicros()).as("%s", wait).isGreaterThanOrEqualTo(wait.startMicros());
    calls.add(new Call("waited", entry, wait));
  }

  @Override
  public void attempted(Entry entry, Attempt attempt) {
    assertThat(open).contains(id(entry));
    assertThat(attempts.add(attempt.identity())).as("told once: %s", attempt).isTrue();
    assertThat(attempt.endMicros()).isGreaterThanOrEqualTo(attempt.startMicros());
    String who = recipient(entry, attempt.recipient(), attempt.originalRecipient());
    Long before = lastEnd.put(who, attempt.endMicros());
    if (before != null && timeIsMonotonic) {
      assertThat(attempt.startMicros()).as("%s", attempt).isGreaterThanOrEqualTo(before);
    }
    calls.add(new Call("attempted", entry, attempt));
  }

  @Override
  public void finished(Entry entry, Delivery delivery) {
    assertThat(open).contains(id(entry));
    assertThat(finished.add(delivery.identity())).as("one outcome: %s", delivery).isTrue();
    assertThat(delivery.attempts()).isEmpty();
    calls.add(new Call("finished", entry, delivery));
  }

  @Override
  public void refused(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {
    refused.add(event);
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    assertThat(open.remove(id(entry))).as("received and not closed: %s", entry).isTrue();
    Set<StepIdentity> recipients = new HashSet<>();
    for (Delivery delivery : deliveries) {
      assertThat(recipients.add(delivery.identity())).as("one delivery: %s", delivery).isTrue();
      boolean decided = delivery.finishedMicros() >= 0;
      assertThat(finished.remove(delivery.identity()))
          .as("finished before: %s", delivery)
          .isEqualTo(decided);
      lastEnd.remove(recipient(entry, delivery.recipient(), delivery.originalRecipient()));
    }
    calls.add(new Call("closed", entry, List.copyOf(deliveries)));
    closed.add(new Closed(entry, deliveries));
  }

  private static String recipient(Entry entry, String recipient, @Nullable String original) {
    return id(entry) + " " + recipient + " " + original;
  }

  /** What one kind of call was about, in order. */
  public <T> List<T> of(Class<T> type) {
    return calls.stream().map(Call::what).filter(type::isInstance).map(type::cast).toList();
  }

  /** The names of the calls about an entry, in order. */
  public List<String> steps(String queueId) {
    return calls.stream()
        .filter(call -> call.entry().key().queueId().equals(queueId))
        .map(Call::name)
        .toList();
  }

  /** The closed entry with this queue id. */
  public Closed closed(String queueId) {
    List<Closed> found =
        closed.stream().filter(c -> c.entry().key().queueId().equals(queueId)).toList();
    assertThat(found).as("closed %s", queueId).hasSize(1);
    return found.get(0);
  }

  /** The one delivery of the closed entry with this queue id. */
  public Delivery delivery(String queueId) {
    List<Delivery> deliveries = closed(queueId).deliveries();
    assertThat(deliveries).as("deliveries of %s", queueId).hasSize(1);
    return deliveries.get(0);
  }

  /** Entries received and not closed. */
  public int openEntries() {
    return open.size();
  }
}
