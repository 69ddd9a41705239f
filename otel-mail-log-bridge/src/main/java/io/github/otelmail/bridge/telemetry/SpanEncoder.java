// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Encodes spans as an OTLP {@code ExportTraceServiceRequest}, to the same messages as the SDK's own
 * marshaler, which looks at each span twice. Field numbers are those of {@code
 * opentelemetry/proto/trace/v1/trace.proto}.
 *
 * <p>Not thread-safe.
 */
final class SpanEncoder {
  /** In the flags of a span: what the next bit says of its parent is known. */
  private static final int HAS_IS_REMOTE = 0x100;

  private static final int IS_REMOTE = 0x200;

  /** There are about sixty in the vocabulary; a user's resource may bring more. */
  private static final int MAX_KEYS = 1000;

  private static final int MIN_CAPACITY = 1 << 12;

  private final Map<AttributeKey<?>, byte[]> keys = new HashMap<>();

  /** Keys and values in turn: they come first one first, and are written last one first. */
  private Object[] scratch = new Object[64];

  private int used;
  private int lastSize = MIN_CAPACITY;

  /** The request that holds the spans, by resource and by scope, each in their order. */
  ProtobufWriter encode(List<SpanData> spans) {
    ProtobufWriter to = new ProtobufWriter(lastSize + (lastSize >> 3));
    List<Group<Resource>> resources = grouped(spans, SpanData::getResource);
    for (int i = resources.size() - 1; i >= 0; i--) {
      Resource resource = resources.get(i).key();
      int end = to.size();
      optional(to, 3, resource.getSchemaUrl());
      scopes(to, resources.get(i).spans());
      int resourceEnd = to.size();
      attributes(to, 1, resource.getAttributes());
      to.closeMessage(1, resourceEnd);
      to.closeMessage(1, end);
    }
    lastSize = Math.max(MIN_CAPACITY, to.size());
    return to;
  }

  private void scopes(ProtobufWriter to, List<SpanData> spans) {
    List<Group<InstrumentationScopeInfo>> scopes =
        grouped(spans, SpanData::getInstrumentationScopeInfo);
    for (int i = scopes.size() - 1; i >= 0; i--) {
      InstrumentationScopeInfo scope = scopes.get(i).key();
      List<SpanData> inScope = scopes.get(i).spans();
      int end = to.size();
      optional(to, 3, scope.getSchemaUrl());
      for (int j = inScope.size() - 1; j >= 0; j--) {
        span(to, inScope.get(j));
      }
      int scopeEnd = to.size();
      attributes(to, 3, scope.getAttributes());
      optional(to, 2, scope.getVersion());
      optional(to, 1, scope.getName());
      to.closeMessage(1, scopeEnd);
      to.closeMessage(2, end);
    }
  }

  /** Spans that share something, in their order. */
  private record Group<K>(K key, List<SpanData> spans) {}

  /** By identity: resources and scopes are made once, and to compare them takes long. */
  private static <K> List<Group<K>> grouped(List<SpanData> spans, Function<SpanData, K> by) {
    IdentityHashMap<K, Group<K>> known = new IdentityHashMap<>();
    List<Group<K>> groups = new ArrayList<>();
    for (SpanData span : spans) {
      K key = by.apply(span);
      Group<K> group = known.get(key);
      if (group == null) {
        group = new Group<>(key, new ArrayList<>());
        known.put(key, group);
        groups.add(group);
      }
      group.spans().add(span);
    }
    return groups;
  }

  private void span(ProtobufWriter to, SpanData span) {
    int end = to.size();
    SpanContext context = span.getSpanContext();
    SpanContext parent = span.getParentSpanContext();
    to.fixed32(16, (context.getTraceFlags().asByte() & 0xFF) | remoteness(parent));
    status(to, span);
    count(to, 14, span.getTotalRecordedLinks() - span.getLinks().size());
    List<LinkData> links = span.getLinks();
    for (int i = links.size() - 1; i >= 0; i--) {
      link(to, links.get(i));
    }
    count(to, 12, span.getTotalRecordedEvents() - span.getEvents().size());
    List<EventData> events = span.getEvents();
    for (int i = events.size() - 1; i >= 0; i--) {
      event(to, events.get(i));
    }
    count(to, 10, span.getTotalAttributeCount() - span.getAttributes().size());
    attributes(to, 9, span.getAttributes());
    to.fixed64(8, span.getEndEpochNanos());
    to.fixed64(7, span.getStartEpochNanos());
    to.varint(6, kind(span));
    optional(to, 5, span.getName());
    if (parent.isValid()) {
      to.hex(4, parent.getSpanId());
    }
    traceState(to, context);
    to.hex(2, context.getSpanId());
    to.hex(1, context.getTraceId());
    to.closeMessage(2, end);
  }

  private static int remoteness(SpanContext context) {
    return context.isRemote() ? HAS_IS_REMOTE | IS_REMOTE : HAS_IS_REMOTE;
  }

  private static int kind(SpanData span) {
    return switch (span.getKind()) {
      case INTERNAL -> 1;
      case SERVER -> 2;
      case CLIENT -> 3;
      case PRODUCER -> 4;
      case CONSUMER -> 5;
    };
  }

  private static void status(ProtobufWriter to, SpanData span) {
    int end = to.size();
    int code =
        switch (span.getStatus().getStatusCode()) {
          case UNSET -> 0;
          case OK -> 1;
          case ERROR -> 2;
        };
    count(to, 3, code);
    optional(to, 2, span.getStatus().getDescription());
    to.closeMessage(15, end);
  }

  private void link(ProtobufWriter to, LinkData link) {
    int end = to.size();
    SpanContext target = link.getSpanContext();
    to.fixed32(6, (target.getTraceFlags().asByte() & 0xFF) | remoteness(target));
    count(to, 5, link.getTotalAttributeCount() - link.getAttributes().size());
    attributes(to, 4, link.getAttributes());
    traceState(to, target);
    to.hex(2, target.getSpanId());
    to.hex(1, target.getTraceId());
    to.closeMessage(13, end);
  }

  private void event(ProtobufWriter to, EventData event) {
    int end = to.size();
    count(to, 4, event.getDroppedAttributesCount());
    attributes(to, 3, event.getAttributes());
    optional(to, 2, event.getName());
    to.fixed64(1, event.getEpochNanos());
    to.closeMessage(11, end);
  }

  private static void traceState(ProtobufWriter to, SpanContext context) {
    if (!context.getTraceState().isEmpty()) {
      StringBuilder text = new StringBuilder();
      context
          .getTraceState()
          .forEach(
              (key, value) ->
                  text.append(text.length() == 0 ? "" : ",").append(key).append('=').append(value));
      to.string(3, text.toString());
    }
  }

  private void attributes(ProtobufWriter to, int field, Attributes attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    used = 0;
    attributes.forEach(this::collect);
    for (int i = used - 2; i >= 0; i -= 2) {
      if (scratch[i] instanceof AttributeKey<?> key) {
        int end = to.size();
        value(to, 2, key.getType(), scratch[i + 1]);
        key(to, key);
        to.closeMessage(field, end);
      }
    }
  }

  private void collect(AttributeKey<?> key, Object value) {
    if (used == scratch.length) {
      scratch = Arrays.copyOf(scratch, used * 2);
    }
    scratch[used++] = key;
    scratch[used++] = value;
  }

  private void key(ProtobufWriter to, AttributeKey<?> key) {
    byte[] known = keys.get(key);
    if (known != null) {
      to.raw(known);
      return;
    }
    int end = to.size();
    to.string(1, key.getKey());
    if (keys.size() < MAX_KEYS) {
      keys.put(key, to.copyFrom(end));
    }
  }

  /** An {@code AnyValue}. */
  private static void value(ProtobufWriter to, int field, AttributeType type, Object value) {
    int end = to.size();
    switch (type) {
      case BOOLEAN -> to.varint(2, (Boolean) value ? 1 : 0);
      case LONG -> to.varint(3, ((Number) value).longValue());
      case DOUBLE -> to.fixed64(4, Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case STRING_ARRAY -> array(to, AttributeType.STRING, (List<?>) value);
      case BOOLEAN_ARRAY -> array(to, AttributeType.BOOLEAN, (List<?>) value);
      case LONG_ARRAY -> array(to, AttributeType.LONG, (List<?>) value);
      case DOUBLE_ARRAY -> array(to, AttributeType.DOUBLE, (List<?>) value);
      default -> to.string(1, value.toString());
    }
    to.closeMessage(field, end);
  }

  private static void array(ProtobufWriter to, AttributeType type, List<?> values) {
    int end = to.size();
    for (int i = values.size() - 1; i >= 0; i--) {
      Object value = values.get(i);
      value(to, 1, type, value);
    }
    to.closeMessage(5, end);
  }

  private static void optional(ProtobufWriter to, int field, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      to.string(field, text);
    }
  }

  private static void count(ProtobufWriter to, int field, int count) {
    if (count != 0) {
      to.varint(field, count);
    }
  }
}
