// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span as it came over the wire.
 *
 * @param batch number of the request that brought it, from 0 in order of arrival
 */
public record ReceivedSpan(Span span, Resource resource, int batch) {
  /** 32 hex digits. */
  public String traceId() {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  /** 16 hex digits. */
  public String spanId() {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  /** 16 hex digits, or null for a root span. */
  public @Nullable String parentSpanId() {
    return span.getParentSpanId().isEmpty()
        ? null
        : HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  /** The span's name. */
  public String name() {
    return span.getName();
  }

  /** An attribute of what the span comes from, or null when that has none of that name. */
  public @Nullable String resourceAttribute(String key) {
    return text(resource.getAttributesList(), key);
  }

  /** The service's name, empty when its resource has none. */
  public String service() {
    String service = resourceAttribute("service.name");
    return service == null ? "" : service;
  }

  /** An attribute as text, or null when the span has none of that name. */
  public @Nullable String attribute(String key) {
    return text(span.getAttributesList(), key);
  }

  private static @Nullable String text(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        return switch (attribute.getValue().getValueCase()) {
          case STRING_VALUE -> attribute.getValue().getStringValue();
          case BOOL_VALUE -> String.valueOf(attribute.getValue().getBoolValue());
          case INT_VALUE -> String.valueOf(attribute.getValue().getIntValue());
          case DOUBLE_VALUE -> String.valueOf(attribute.getValue().getDoubleValue());
          default -> attribute.getValue().toString();
        };
      }
    }
    return null;
  }
}
