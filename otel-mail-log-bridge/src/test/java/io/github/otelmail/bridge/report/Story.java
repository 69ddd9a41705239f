// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.bridge.tracker.StepIdentity;
import io.github.otelmail.bridge.tracker.Wait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Histories as literals: one entry, one recipient, seconds from {@link #T}. */
final class Story {
  static final long SECOND = 1_000_000;
  static final long T = 1_795_341_600L * SECOND;

  private final String queueId;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private Entry.@Nullable Previous previous;
  private @Nullable Origin origin;
  private @Nullable String messageId = "id@example.com";
  private @Nullable EntryKey next;
  private String recipient = "jo@acme.test";
  private long arrival = T;
  private long queued = T;

  Story(String queueId) {
    this.queueId = queueId;
  }

  Story messageId(@Nullable String messageId) {
    this.messageId = messageId;
    return this;
  }

  Story to(String recipient) {
    this.recipient = recipient;
    return this;
  }

  Story arrived(double second, double queuedSecond) {
    arrival = T + micros(second);
    queued = T + micros(queuedSecond);
    return this;
  }

  /** Continues the entry of another story. */
  Story after(Story first, Entry.Relation relation) {
    Entry entry = first.entry();
    previous = new Entry.Previous(entry.key(), entry.identity(), relation);
    origin = entry.origin();
    return this;
  }

  Story goesOnAs(String nextQueueId) {
    next = new EntryKey("mx1", "postfix", nextQueueId);
    return this;
  }

  Story waited(Wait.Kind kind, double from, double to, @Nullable FailureReason reason) {
    waits.add(
        new Wait(StepIdentity.NONE, recipient, kind, T + micros(from), T + micros(to), reason));
    return this;
  }

  /** An attempt that took a fourth of its time to connect, and waited 10 ms for the agent. */
  Story tried(DeliveryStatus status, double from, double to, @Nullable FailureReason reason) {
    long took = micros(to) - micros(from);
    String text =
        status == DeliveryStatus.SENT ? "250 2.0.0 Ok" : "451 4.7.1 " + recipient + " later";
    attempts.add(
        new Attempt(
            StepIdentity.NONE,
            recipient,
            null,
            attempts.size() + 1,
            "smtp",
            T + micros(from),
            T + micros(to),
            10_000,
            took / 4,
            took - took / 4,
            new Relay("mx.acme.test", "192.0.2.10", 25),
            1,
            status,
            new SmtpReply(
                status == DeliveryStatus.SENT ? 250 : 451,
                status == DeliveryStatus.SENT ? "2.0.0" : "4.7.1",
                text),
            reason,
            null,
            null,
            false,
            List.of()));
    return this;
  }

  Entry entry() {
    EntryKey key = new EntryKey("mx1", "postfix", queueId);
    Origin own = new Origin(key, arrival, messageId, null, null, "10.0.0.1", false, false);
    return new Entry(
        key,
        origin == null ? own : origin,
        new EntryIdentity("mx1", queueId, EntryIdentity.NO_SECOND),
        arrival,
        queued,
        true,
        messageId,
        "app@example.com",
        1_000,
        1,
        "app.example.com",
        "10.0.0.1",
        previous);
  }

  Delivery delivery(Outcome outcome, double finished) {
    Attempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    return new Delivery(
        StepIdentity.NONE,
        recipient,
        null,
        outcome,
        last == null ? null : last.reason(),
        finished < 0 ? -1 : T + micros(finished),
        last == null ? null : last.reply(),
        attempts.size(),
        List.copyOf(attempts),
        List.copyOf(waits),
        null,
        next);
  }

  private static long micros(double seconds) {
    return Math.round(seconds * SECOND);
  }
}
