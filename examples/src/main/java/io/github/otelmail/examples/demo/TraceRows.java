// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.github.otelmail.bridge.report.Waterfall;
import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Orders the spans of one trace into the rows of a waterfall: parents first, then by time, with the
 * final answer after the steps that led to it.
 */
final class TraceRows {
  private static final Set<String> WAITS =
      Set.of(MailSpanNames.QUEUE, MailSpanNames.RETRY, MailSpanNames.HOLD);

  private final Map<String, List<ReceivedSpan>> children = new HashMap<>();
  private final List<Waterfall.Row> rows = new ArrayList<>();

  private TraceRows() {}

  /** The rows of a trace; a span whose parent is not among them is drawn as a root. */
  static List<Waterfall.Row> of(List<ReceivedSpan> spans) {
    Map<String, ReceivedSpan> distinct = new LinkedHashMap<>();
    spans.forEach(span -> distinct.putIfAbsent(span.spanId(), span));
    Map<String, List<ReceivedSpan>> byParent =
        distinct.values().stream()
            .collect(Collectors.groupingBy(span -> parent(span, distinct.keySet())));
    TraceRows trace = new TraceRows();
    trace.children.putAll(byParent);
    trace.add("", 0);
    return trace.rows;
  }

  private static String parent(ReceivedSpan span, Set<String> known) {
    String parent = span.parentSpanId();
    return parent != null && known.contains(parent) ? parent : "";
  }

  private void add(String parent, int depth) {
    List<ReceivedSpan> level = new ArrayList<>(children.getOrDefault(parent, List.of()));
    level.sort(
        Comparator.comparing((ReceivedSpan s) -> s.name().equals(MailSpanNames.DELIVER))
            .thenComparingLong(s -> s.span().getStartTimeUnixNano())
            .thenComparingLong(s -> s.span().getEndTimeUnixNano()));
    for (ReceivedSpan span : level) {
      rows.add(row(span, depth));
      add(span.spanId(), depth + 1);
    }
  }

  private static Waterfall.Row row(ReceivedSpan span, int depth) {
    return new Waterfall.Row(
        depth,
        name(span),
        span.span().getStartTimeUnixNano() / 1_000,
        span.span().getEndTimeUnixNano() / 1_000,
        state(span),
        note(span));
  }

  private static String name(ReceivedSpan span) {
    boolean notification = "true".equals(get(span, MailAttributes.EMAIL_NOTIFICATION));
    return notification && span.name().equals(MailSpanNames.RECEIVE)
        ? span.name() + " (notification)"
        : span.name();
  }

  private static Waterfall.State state(ReceivedSpan span) {
    if (span.span().getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
      return Waterfall.State.ERROR;
    }
    return WAITS.contains(span.name()) ? Waterfall.State.WAIT : Waterfall.State.OK;
  }

  private static String note(ReceivedSpan span) {
    return switch (span.name()) {
      case MailSpanNames.SEND, MailSpanNames.ATTEMPT ->
          words(get(span, MailAttributes.SMTP_RESPONSE_TEXT));
      case MailSpanNames.RETRY -> words(get(span, MailAttributes.EMAIL_DELIVERY_REASON));
      case MailSpanNames.DELIVER -> delivered(span);
      default -> "";
    };
  }

  private static String delivered(ReceivedSpan span) {
    String attempts = get(span, MailAttributes.EMAIL_DELIVERY_ATTEMPTS);
    return words(
        get(span, MailAttributes.EMAIL_DELIVERY_OUTCOME),
        "true".equals(get(span, MailAttributes.EMAIL_LATE)) ? "LATE" : null,
        attempts == null
            ? null
            : "after " + attempts + (attempts.equals("1") ? " attempt" : " attempts"));
  }

  private static @Nullable String get(ReceivedSpan span, AttributeKey<?> key) {
    return span.attribute(key.getKey());
  }

  private static String words(@Nullable String... words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      if (word != null && !word.isEmpty()) {
        text.append(text.length() > 0 ? " " : "").append(word);
      }
    }
    return text.toString();
  }
}
