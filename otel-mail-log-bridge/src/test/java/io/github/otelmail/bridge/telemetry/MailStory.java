// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Entry.Previous;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.bridge.tracker.StepIdentity;
import io.github.otelmail.bridge.tracker.Wait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a history to a sink, one queue entry after the other, the way the tracker would. Times are
 * seconds from {@link #EPOCH_MICROS}.
 */
final class MailStory {
  /** 2023-11-14T22:13:20Z. */
  static final long EPOCH_MICROS = 1_700_000_000_000_000L;

  static final SmtpReply GREYLISTED =
      new SmtpReply(451, "4.7.1", "451 4.7.1 <jo@example.com>: greylisted, try later");

  private final HistorySink sink;
  private final Map<String, Integer> attemptNumbers = new HashMap<>();
  private Origin origin;
  private Entry entry;

  private MailStory(HistorySink sink, Origin origin, Entry entry) {
    this.sink = sink;
    this.origin = origin;
    this.entry = entry;
  }

  /** A message arrives by SMTP from a private address. */
  static MailStory arrives(HistorySink sink, @Nullable String messageId, double at) {
    return arrives(sink, messageId, null, "10.0.0.9", at);
  }

  static MailStory arrives(
      HistorySink sink,
      @Nullable String messageId,
      @Nullable String traceparent,
      String clientAddress,
      double at) {
    EntryKey key = new EntryKey("mx1", "postfix", "4F2A1");
    Origin origin =
        new Origin(
            key, micros(at), messageId, traceparent, "app.example", clientAddress, false, false);
    Entry entry =
        new Entry(
            key,
            origin,
            identity(key),
            micros(at),
            micros(at + 0.2),
            true,
            messageId,
            "shop@example.org",
            1234,
            1,
            "app.example",
            clientAddress,
            null);
    MailStory story = new MailStory(sink, origin, entry);
    sink.received(entry);
    return story;
  }

  /** The message goes on as another entry; what follows is told of that one. */
  MailStory continues(Relation relation, String host, String queueId, double at) {
    return continues(new Previous(entry.key(), entry.identity(), relation), host, queueId, at);
  }

  MailStory continues(Previous previous, String host, String queueId, double at) {
    EntryKey key = new EntryKey(host, "postfix", queueId);
    entry =
        new Entry(
            key,
            origin,
            identity(key),
            micros(at),
            micros(at + 0.1),
            true,
            previous.relation() == Relation.NOTIFICATION
                ? "notice." + queueId + "@" + host
                : origin.messageId(),
            "",
            -1,
            -1,
            null,
            null,
            previous);
    sink.received(entry);
    return this;
  }

  /** The next hop's bridge, which sees the message under the same Message-ID for the first time. */
  MailStory seenByAnotherBridge(HistorySink other, String host, String queueId, double at) {
    EntryKey key = new EntryKey(host, "postfix", queueId);
    Origin there =
        new Origin(
            key, micros(at), origin.messageId(), null, "mx1.example", "10.0.0.1", false, false);
    MailStory story = new MailStory(other, there, entry);
    return story.continues(new Previous(null, null, Relation.RELAYED), host, queueId, at);
  }

  MailStory waits(Wait.Kind kind, double from, double to, @Nullable FailureReason reason) {
    sink.waited(
        entry,
        new Wait(
            step("jo@example.com", to, Math.round(from * 1e6)),
            "jo@example.com",
            kind,
            micros(from),
            micros(to),
            reason));
    return this;
  }

  MailStory fails(String recipient, double from, double to, SmtpReply reply) {
    boolean permanent = reply.text().startsWith("5");
    return attempts(
        recipient,
        from,
        to,
        permanent ? DeliveryStatus.BOUNCED : DeliveryStatus.DEFERRED,
        reply,
        permanent ? FailureReason.UNKNOWN_RECIPIENT : FailureReason.GREYLISTED,
        null,
        false);
  }

  MailStory sends(
      String recipient, double from, double to, @Nullable String nextQueueId, boolean first) {
    SmtpReply reply =
        new SmtpReply(
            250,
            "2.0.0",
            "250 2.0.0 Ok" + (nextQueueId == null ? "" : ": queued as " + nextQueueId));
    return attempts(recipient, from, to, DeliveryStatus.SENT, reply, null, nextQueueId, first);
  }

  @SuppressWarnings("TooManyParameters") // Mirrors the record.
  private MailStory attempts(
      String recipient,
      double from,
      double to,
      DeliveryStatus status,
      SmtpReply reply,
      @Nullable FailureReason reason,
      @Nullable String nextQueueId,
      boolean first) {
    int number = attemptNumbers.merge(entry.key() + recipient, 1, Integer::sum);
    return tells(
        new Attempt(
            step(recipient, to, number),
            recipient,
            null,
            number,
            "smtp",
            micros(from),
            micros(to),
            1_000,
            20_000,
            30_000,
            new Relay("mx.example.com", "192.0.2.1", 25),
            1,
            status,
            reply,
            reason,
            null,
            nextQueueId,
            first,
            List.of()));
  }

  MailStory tells(Attempt attempt) {
    sink.attempted(entry, attempt);
    return this;
  }

  MailStory ends(String recipient, Outcome outcome, double at) {
    return ends(recipient, outcome, at, null, null);
  }

  MailStory ends(
      String recipient,
      Outcome outcome,
      double at,
      @Nullable SmtpReply reply,
      @Nullable String notification) {
    FailureReason reason =
        outcome == Outcome.DELIVERED || reply == null ? null : FailureReason.UNKNOWN_RECIPIENT;
    sink.finished(
        entry,
        new Delivery(
            step(recipient, at, StepIdentity.NO_DELAY),
            recipient,
            null,
            outcome,
            reason,
            micros(at),
            reply,
            attemptNumbers.getOrDefault(entry.key() + recipient, 0),
            List.of(),
            List.of(),
            notification,
            null));
    return this;
  }

  MailStory closes() {
    sink.closed(entry, List.of());
    return this;
  }

  private StepIdentity step(String recipient, double at, long delayMicros) {
    EntryKey key = entry.key();
    return new StepIdentity(key.host(), key.queueId(), recipient, null, micros(at), delayMicros);
  }

  Entry entry() {
    return entry;
  }

  static long micros(double seconds) {
    return EPOCH_MICROS + Math.round(seconds * 1e6);
  }

  private static EntryIdentity identity(EntryKey key) {
    return new EntryIdentity(key.host(), key.queueId(), 1);
  }
}
