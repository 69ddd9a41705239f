// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryKey;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object a line for every queue entry and recipient, as soon as the entry is over.
 * What a field means stands in the bridge's {@code REPORT.md}. The calls throw {@link
 * UncheckedIOException} when the output cannot be written.
 */
final class DeliveryLines implements HistorySink {
  private final JsonGenerator json;
  private final ContextResolver resolver;
  private final AddressPolicy policy;
  private final LongSupplier nowMicros;
  private final Predicate<Entry> isNotification;
  private final Breakdown breakdown = new Breakdown();

  /**
   * @param nowMicros the time of the last log line so far, epoch microseconds: up to then what is
   *     not over has waited
   * @param isNotification tells the entries that carry a server's notification
   */
  DeliveryLines(
      JsonGenerator json,
      ContextResolver resolver,
      AddressPolicy policy,
      LongSupplier nowMicros,
      Predicate<Entry> isNotification) {
    this.json = json;
    this.resolver = resolver;
    this.policy = policy;
    this.nowMicros = nowMicros;
    this.isNotification = isNotification;
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    MessageContext context = resolver.resolve(entry.origin());
    try {
      for (Delivery delivery : deliveries) {
        write(entry, delivery, context);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Entry entry, Delivery delivery, MessageContext context) throws IOException {
    long now = nowMicros.getAsLong();
    EndToEnd clock = EndToEnd.of(entry, context);
    breakdown.set(entry, delivery, clock.sentMicros(), now);
    json.writeStartObject();
    json.writeStringField("type", "delivery");
    json.writeStringField("host", entry.key().host());
    json.writeStringField("instance", entry.key().instance());
    json.writeStringField("queue_id", entry.key().queueId());
    Json.text(json, "message_id", entry.messageId());
    json.writeStringField("trace_id", context.traceId());
    boolean notification = isNotification.test(entry);
    json.writeBooleanField("notification", notification);
    Json.text(json, "stream", notification ? null : context.stream());
    Json.text(json, "recipient", policy.address(delivery.recipient()));
    Json.text(json, "recipient_domain", policy.domain(delivery.recipient()));
    Json.time(json, "accepted_at", entry.arrivalMicros());
    Json.time(json, "finished_at", delivery.finishedMicros());
    json.writeStringField("outcome", delivery.outcome().word());
    reason(delivery.reason());
    json.writeFieldName("late");
    Boolean late = notification ? null : clock.late(delivery, now);
    if (late == null) {
      json.writeNull();
    } else {
      json.writeBoolean(late);
    }
    json.writeArrayFieldStart("attempts");
    for (Attempt attempt : delivery.attempts()) {
      write(attempt);
    }
    json.writeEndArray();
    Json.seconds(json, "queue_s", breakdown.of(Stage.QUEUE));
    Json.seconds(json, "retry_wait_s", breakdown.of(Stage.RETRY));
    Json.text(json, "bounce_queue_id", delivery.notificationQueueId());
    entry("next", delivery.next());
    Entry.Previous previous = entry.previous();
    entry("previous", previous == null ? null : previous.key());
    Json.text(
        json,
        "relation",
        previous == null ? null : previous.relation().name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
  }

  private void write(Attempt attempt) throws IOException {
    json.writeStartObject();
    Json.time(json, "at", attempt.endMicros());
    json.writeStringField("relay", relay(attempt));
    json.writeStringField("outcome", attempt.status().name().toLowerCase(Locale.ROOT));
    json.writeFieldName("smtp_code");
    if (attempt.reply().code() == 0) {
      json.writeNull();
    } else {
      json.writeNumber(attempt.reply().code());
    }
    Json.text(json, "enhanced_code", attempt.reply().enhanced());
    reason(attempt.reason());
    json.writeStringField(
        "reply",
        policy.redact(attempt.reply().text(), attempt.recipient(), attempt.originalRecipient()));
    Json.seconds(json, "connect_s", attempt.connectMicros());
    Json.seconds(json, "transmit_s", attempt.transmitMicros());
    Json.text(json, "next_queue_id", attempt.nextQueueId());
    json.writeEndObject();
  }

  /** As Postfix writes it: {@code name[address]:port}, or the name alone. */
  private static String relay(Attempt attempt) {
    String address = attempt.relay().address();
    String text = attempt.relay().name();
    if (address != null) {
      text += "[" + address + "]";
    }
    return attempt.relay().port() > 0 ? text + ":" + attempt.relay().port() : text;
  }

  private void reason(@Nullable FailureReason reason) throws IOException {
    Json.text(json, "reason", reason == null ? null : reason.word());
  }

  private void entry(String field, @Nullable EntryKey key) throws IOException {
    json.writeFieldName(field);
    if (key == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("host", key.host());
    json.writeStringField("queue_id", key.queueId());
    json.writeEndObject();
  }
}
