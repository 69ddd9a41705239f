// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects spans, checks what must be true of any, and draws them as a text to compare with. */
final class SpanTree {
  /** Where the spans are put that it looks at. */
  final EncodedSpans encoded = new EncodedSpans();

  private final List<SpanData> spans = new ArrayList<>();
  private final Map<String, SpanData> byId = new HashMap<>();

  private void take() {
    encoded.decoded().forEach(this::accept);
    encoded.clear();
  }

  private void accept(SpanData span) {
    assertThat(byId.put(id(span.getSpanContext()), span))
        .as("the only span of its id: %s", span)
        .isNull();
    SpanContext parent = span.getParentSpanContext();
    if (parent.isValid()) {
      assertThat(parent.getTraceId()).as("trace of %s", span).isEqualTo(span.getTraceId());
      if (!parent.isRemote()) {
        assertThat(byId).as("came out before %s", span).containsKey(id(parent));
      }
    }
    assertThat(span.getSpanContext().isValid()).as("valid context of %s", span).isTrue();
    assertThat(span.getSpanContext().isSampled()).as("sampled %s", span).isTrue();
    assertThat(span.getEndEpochNanos())
        .as("end of %s", span)
        .isGreaterThanOrEqualTo(span.getStartEpochNanos());
    spans.add(span);
  }

  List<SpanData> spans() {
    take();
    return spans;
  }

  SpanData only(String name) {
    List<SpanData> named = spans().stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(named).as("spans named %s", name).hasSize(1);
    return named.get(0);
  }

  /** Names, kinds, times, relations and failures. */
  String outline() {
    return draw(false);
  }

  /** All that the spans say. */
  String details() {
    return draw(true);
  }

  private String draw(boolean details) {
    take();
    StringBuilder text = new StringBuilder();
    String trace = "";
    for (SpanData span : spans) {
      if (byId.containsKey(id(span.getParentSpanContext()))) {
        continue;
      }
      if (!span.getTraceId().equals(trace)) {
        trace = span.getTraceId();
        text.append("trace ").append(trace).append('\n');
      }
      draw(span, 1, details, text);
    }
    return text.toString();
  }

  private void draw(SpanData span, int depth, boolean details, StringBuilder text) {
    String indent = "  ".repeat(depth);
    text.append(indent)
        .append(span.getName())
        .append(' ')
        .append(span.getKind())
        .append(' ')
        .append(seconds(span.getStartEpochNanos()))
        .append("..")
        .append(seconds(span.getEndEpochNanos()));
    if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
      text.append(" ERROR ").append(span.getAttributes().get(AttributeKey.stringKey("error.type")));
    }
    if (span.getParentSpanContext().isRemote() && !byId.containsKey(parentId(span))) {
      text.append(" parent ").append(span.getParentSpanId());
    }
    for (LinkData link : span.getLinks()) {
      text.append(" link ").append(id(link.getSpanContext()));
    }
    text.append('\n');
    if (details) {
      details(span, indent + "    ", text);
    }
    for (SpanData child : spans) {
      if (parentId(child).equals(id(span.getSpanContext()))) {
        draw(child, depth + 1, details, text);
      }
    }
  }

  private static void details(SpanData span, String indent, StringBuilder text) {
    text.append(indent).append("id ").append(span.getSpanId());
    text.append(" on ")
        .append(span.getResource().getAttribute(AttributeKey.stringKey("host.name")));
    text.append('\n');
    span.getAttributes()
        .forEach(
            (key, value) ->
                text.append(indent).append(key).append(" = ").append(value).append('\n'));
    if (!span.getStatus().getDescription().isEmpty()) {
      text.append(indent).append("status: ").append(span.getStatus().getDescription()).append('\n');
    }
    for (EventData event : span.getEvents()) {
      text.append(indent).append("event ").append(event.getName());
      text.append(' ').append(seconds(event.getEpochNanos()));
      event
          .getAttributes()
          .forEach((key, value) -> text.append(", ").append(key).append(" = ").append(value));
      text.append('\n');
    }
  }

  private static String seconds(long epochNanos) {
    return String.format(Locale.ROOT, "%.3f", (epochNanos - MailStory.EPOCH_MICROS * 1000) / 1e9);
  }

  private static String parentId(SpanData span) {
    return id(span.getParentSpanContext());
  }

  private static String id(SpanContext context) {
    return context.getTraceId() + '-' + context.getSpanId();
  }
}
