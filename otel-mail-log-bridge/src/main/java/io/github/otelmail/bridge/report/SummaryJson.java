// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Writes the figures of an analysis as JSON. */
final class SummaryJson {
  /** Domains, streams and reasons that are written one by one; the rest is summed. */
  private static final int KEYS = 100;

  private final JsonGenerator json;
  private final ReportSource source;
  private final Analysis analysis;

  SummaryJson(JsonGenerator json, ReportSource source) {
    this.json = json;
    this.source = source;
    this.analysis = source.analysis();
  }

  /** Writes the object {@code {"type":"summary",…}}. */
  void write() throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "summary");
    writeFields();
    json.writeEndObject();
  }

  /** Writes the fields alone, into an object that the caller has begun. */
  void writeFields() throws IOException {
    Json.time(json, "from", source.firstMicros());
    Json.time(json, "to", source.lastMicros());
    writeLines();
    json.writeNumberField("messages", analysis.messages());
    json.writeNumberField("messages_deferred", analysis.deferredMessages());
    json.writeNumberField("notifications", analysis.notifications());
    json.writeNumberField("queue_entries", analysis.entries());
    json.writeNumberField("refused", analysis.refused());
    json.writeNumberField("recipients", analysis.all().recipients());
    attempts("attempts", analysis.attempts());
    attempts("notification_attempts", analysis.notificationAttempts());
    json.writeObjectFieldStart("outcomes");
    for (Outcome outcome : Outcome.values()) {
      json.writeNumberField(outcome.word(), analysis.all().of(outcome));
    }
    json.writeEndObject();
    json.writeNumberField("late", analysis.all().late());
    percentiles("time_to_inbox", analysis.all().timeToInbox());
    writeStages();
    groups("domains", "domain", analysis.domains());
    groups("streams", "stream", analysis.streams());
    writeFailures();
  }

  private void writeLines() throws IOException {
    LineCounts lines = source.lines();
    json.writeObjectFieldStart("lines");
    json.writeNumberField("total", lines.lines());
    json.writeNumberField("parsed", lines.parsedLines());
    json.writeNumberField("ignored", lines.ignoredLines());
    json.writeNumberField("foreign", lines.foreignLines());
    json.writeObjectFieldStart("unparsed");
    for (Map.Entry<String, Long> kind : lines.unparsedByKind().entrySet()) {
      json.writeNumberField(kind.getKey(), kind.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("entries_given_up", lines.entriesGivenUp());
    json.writeEndObject();
  }

  private void attempts(String field, EnumSums<DeliveryStatus> sums) throws IOException {
    json.writeObjectFieldStart(field);
    for (DeliveryStatus status : DeliveryStatus.values()) {
      json.writeNumberField(status.name().toLowerCase(Locale.ROOT), sums.of(status));
    }
    json.writeEndObject();
  }

  private void percentiles(String field, Latencies latencies) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField("count", latencies.count());
    for (int percentile : new int[] {50, 90, 95, 99}) {
      Json.seconds(json, "p" + percentile + "_s", latencies.percentile(percentile));
    }
    Json.seconds(json, "max_s", latencies.max());
    json.writeEndObject();
  }

  private void writeStages() throws IOException {
    json.writeArrayFieldStart("stages");
    for (Stage stage : Stage.values()) {
      json.writeStartObject();
      json.writeStringField("stage", stage.name().toLowerCase(Locale.ROOT));
      Json.seconds(json, "total_s", analysis.stages().of(stage));
      percentiles("each", analysis.stageLatencies(stage));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("retry_waits_s");
    for (FailureReason reason : FailureReason.values()) {
      if (analysis.retries().of(reason) > 0) {
        Json.seconds(json, reason.word(), analysis.retries().of(reason));
      }
    }
    json.writeEndObject();
  }

  private void groups(String field, String key, BoundedTally<String, Group> tally)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Map.Entry<String, Group> entry : tally.top(KEYS)) {
      json.writeStartObject();
      json.writeStringField(key, entry.getKey());
      group(entry.getValue());
      json.writeEndObject();
    }
    if (tally.hasRest(KEYS)) {
      json.writeStartObject();
      json.writeNullField(key);
      if (tally.keysAfter(KEYS) >= 0) {
        json.writeNumberField("others", tally.keysAfter(KEYS));
      }
      group(tally.restAfter(KEYS));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void group(Group group) throws IOException {
    json.writeNumberField("recipients", group.recipients());
    json.writeNumberField("delivered", group.of(Outcome.DELIVERED));
    json.writeNumberField("deferred", group.of(Outcome.DEFERRED) + group.of(Outcome.HELD));
    json.writeNumberField("failed", group.failed());
    json.writeNumberField("late", group.late());
    Json.seconds(json, "retry_wait_s", group.retryMicros());
    percentiles("time_to_inbox", group.timeToInbox());
  }

  private void writeFailures() throws IOException {
    json.writeArrayFieldStart("failures");
    for (Map.Entry<Failures.Key, Failures> entry : analysis.failures().top(KEYS)) {
      Failures.Key key = entry.getKey();
      json.writeStartObject();
      json.writeStringField("kind", key.kind().word());
      json.writeStringField("reason", key.reason().word());
      Json.text(json, "enhanced_code", key.enhanced());
      Json.text(json, "meaning", EnhancedStatusCodes.meaning(key.enhanced()));
      json.writeNumberField("attempts", entry.getValue().attempts());
      json.writeNumberField("recipients", entry.getValue().recipients());
      json.writeStringField("example", entry.getValue().example(source.policy()));
      json.writeStringField("first_response", FirstResponse.to(key.reason(), key.enhanced()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
