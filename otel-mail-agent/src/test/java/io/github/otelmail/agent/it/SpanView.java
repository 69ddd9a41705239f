// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A span as it came over the wire.
 *
 * @param scope name of the instrumentation scope
 */
record SpanView(Span span, String scope, Resource resource) {
  /** The spans of a request. */
  static List<SpanView> of(ExportTraceServiceRequest request) {
    List<SpanView> spans = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          spans.add(new SpanView(span, scope.getScope().getName(), resource.getResource()));
        }
      }
    }
    return spans;
  }

  String name() {
    return span.getName();
  }

  /** 32 hex digits. */
  String traceId() {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  /** 16 hex digits. */
  String spanId() {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  /** 16 hex digits, empty for a root. */
  String parentSpanId() {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  /** Attributes as text. */
  SortedMap<String, String> attributes() {
    return texts(span.getAttributesList());
  }

  /** An attribute as text, or null. */
  String attribute(String key) {
    return attributes().get(key);
  }

  /** Attributes of the service as text. */
  SortedMap<String, String> resourceAttributes() {
    return texts(resource.getAttributesList());
  }

  /** The names of the phases in their order, separated by blanks. */
  String phases() {
    return span.getEventsList().stream()
        .filter(event -> event.getName().equals("smtp.phase"))
        .map(event -> texts(event.getAttributesList()).get("smtp.phase.name"))
        .collect(Collectors.joining(" "));
  }

  static SortedMap<String, String> texts(List<KeyValue> attributes) {
    SortedMap<String, String> texts = new TreeMap<>();
    attributes.forEach(attribute -> texts.put(attribute.getKey(), text(attribute.getValue())));
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(SpanView::text)
              .collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }
}
