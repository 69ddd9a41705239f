// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.otelmail.bridge.report.Timeline.Series;
import io.github.otelmail.bridge.report.Waterfall.Row;
import io.github.otelmail.bridge.tracker.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the HTML page shows, as JSON: the fields of the summary, and besides them what the pictures
 * are drawn from. Bounded: at most {@value Timeline#MAX_BUCKETS} points of time and {@value
 * Lists#LIMIT} messages of each list.
 */
final class PageData {
  /** Rows of one message's waterfall; one that was tried more often is cut in the middle. */
  private static final int MAX_ROWS = 120;

  /** Upper ends of the bars of the latency distribution, seconds. */
  private static final double[] EDGES = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600,
    43_200, 86_400, 172_800, 432_000
  };

  private final JsonGenerator json;
  private final ReportSource source;

  PageData(JsonGenerator json, ReportSource source) {
    this.json = json;
    this.source = source;
  }

  void write() throws IOException {
    json.writeStartObject();
    json.writeStringField("inputs", source.inputs());
    json.writeStringField("addresses", source.policy().name().toLowerCase(Locale.ROOT));
    new SummaryJson(json, source).writeFields();
    writeDistribution();
    writeTimeline();
    writeLabels();
    writeMessages();
    json.writeEndObject();
  }

  /** What the stages are called, and what they are. */
  private void writeLabels() throws IOException {
    json.writeObjectFieldStart("stage_labels");
    for (Stage stage : Stage.values()) {
      json.writeArrayFieldStart(stage.name().toLowerCase(Locale.ROOT));
      json.writeString(stage.label());
      json.writeString(stage.meaning());
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writeDistribution() throws IOException {
    Latencies latencies = source.analysis().all().timeToInbox();
    json.writeArrayFieldStart("distribution");
    long from = -1;
    for (int i = 0; i <= EDGES.length; i++) {
      long to = i == EDGES.length ? Long.MAX_VALUE / 2 : (long) (EDGES[i] * 1e6);
      json.writeStartArray();
      if (i == EDGES.length) {
        json.writeNull();
      } else {
        json.writeNumber(Json.seconds(to));
      }
      json.writeNumber(latencies.countBetween(from, to));
      json.writeEndArray();
      from = to;
    }
    json.writeEndArray();
  }

  private void writeTimeline() throws IOException {
    Timeline timeline = source.analysis().timeline();
    json.writeObjectFieldStart("timeline");
    Json.seconds(json, "bucket_s", timeline.widthMicros());
    json.writeArrayFieldStart("start_s");
    for (int i = 0; i < timeline.size(); i++) {
      json.writeNumber(Json.seconds(timeline.startMicros(i)));
    }
    json.writeEndArray();
    series("queued", timeline.level(Series.QUEUED, Series.LEFT));
    series("waiting_for_retry", timeline.level(Series.RETRY_BEGAN, Series.RETRY_ENDED));
    series("delivered", timeline.perBucket(Series.DELIVERED));
    series("failed", timeline.perBucket(Series.FAILED));
    json.writeEndObject();
  }

  private void series(String field, long[] values) throws IOException {
    json.writeFieldName(field);
    json.writeArray(values, 0, values.length);
  }

  private void writeMessages() throws IOException {
    Map<String, Listed> messages = new LinkedHashMap<>();
    json.writeObjectFieldStart("lists");
    for (Lists.Kind kind : Lists.Kind.values()) {
      Listed.Top list = source.analysis().list(kind);
      json.writeObjectFieldStart(kind.name().toLowerCase(Locale.ROOT));
      json.writeNumberField("total", list.candidates());
      json.writeArrayFieldStart("rows");
      for (Listed listed : list.largest(Lists.LIMIT)) {
        String identity = listed.identity();
        messages.putIfAbsent(identity, listed);
        json.writeStartArray();
        json.writeNumber(new ArrayList<>(messages.keySet()).indexOf(identity));
        json.writeNumber(Json.seconds(listed.measure()));
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayFieldStart("listed");
    for (Listed listed : messages.values()) {
      write(listed);
    }
    json.writeEndArray();
  }

  private void write(Listed listed) throws IOException {
    Delivery delivery = listed.delivery();
    json.writeStartObject();
    json.writeStringField("host", listed.entry().key().host());
    json.writeStringField("queue_id", listed.entry().key().queueId());
    Json.text(json, "message_id", listed.entry().origin().messageId());
    json.writeStringField("trace_id", listed.context().traceId());
    Json.text(json, "stream", listed.context().stream());
    Json.text(json, "recipient", source.policy().address(delivery.recipient()));
    Json.text(json, "domain", source.policy().domain(delivery.recipient()));
    json.writeStringField("outcome", delivery.outcome().word());
    json.writeStringField("why", Cause.of(listed));
    json.writeNumberField("attempts", delivery.attemptCount());
    json.writeArrayFieldStart("rows");
    List<Row> rows = Journey.rows(listed, source.policy(), source.lastMicros());
    for (int i = 0; i < rows.size(); i++) {
      if (rows.size() <= MAX_ROWS || i < MAX_ROWS / 2 || i >= rows.size() - MAX_ROWS / 2) {
        write(rows.get(i));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(Row row) throws IOException {
    json.writeStartArray();
    json.writeNumber(row.depth());
    json.writeString(row.name());
    json.writeNumber(Json.seconds(row.startMicros()));
    json.writeNumber(Json.seconds(row.endMicros()));
    json.writeString(row.state().name().toLowerCase(Locale.ROOT));
    json.writeString(row.note());
    json.writeEndArray();
  }
}
