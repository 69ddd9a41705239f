// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.HexFormat;
import java.util.List;

/** An encoded span as exporters of the SDK other than OTLP's take it. Immutable. */
final class MailSpan implements SpanData {
  /** The instrumentation scope of all spans of the bridge. */
  static final InstrumentationScopeInfo SCOPE = scope();

  /** In {@code Span.flags}: the parent is known to be remote. */
  private static final int REMOTE = 0x300;

  private final Span span;
  private final Resource resource;
  private final SpanContext context;
  private final SpanContext parent;
  private final Attributes attributes;

  private MailSpan(Span span, Resource resource) {
    this.span = span;
    this.resource = resource;
    context = context(span.getTraceId(), span.getSpanId(), span.getFlags() & 0xFF);
    parent = context(span.getTraceId(), span.getParentSpanId(), span.getFlags());
    attributes = attributes(span.getAttributesList());
  }

  /**
   * @param encoded the field of a {@code ScopeSpans} that holds the span
   */
  static MailSpan decode(byte[] encoded, Resource resource) {
    try {
      return new MailSpan(ScopeSpans.parseFrom(encoded).getSpans(0), resource);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("we have written it", e);
    }
  }

  /** Version of the bridge, from the jar's manifest. */
  private static InstrumentationScopeInfo scope() {
    String version = MailSpan.class.getPackage().getImplementationVersion();
    return InstrumentationScopeInfo.builder("io.github.otelmail.bridge")
        .setVersion(version == null ? "development" : version)
        .build();
  }

  private static SpanContext context(ByteString traceId, ByteString spanId, int flags) {
    if (spanId.isEmpty()) {
      return SpanContext.getInvalid();
    }
    String trace = HexFormat.of().formatHex(traceId.toByteArray());
    String span = HexFormat.of().formatHex(spanId.toByteArray());
    TraceFlags traceFlags = TraceFlags.fromByte((byte) flags);
    return (flags & REMOTE) == REMOTE
        ? SpanContext.createFromRemoteParent(trace, span, traceFlags, TraceState.getDefault())
        : SpanContext.create(trace, span, traceFlags, TraceState.getDefault());
  }

  private static Attributes attributes(List<KeyValue> encoded) {
    AttributesBuilder to = Attributes.builder();
    for (KeyValue attribute : encoded) {
      String key = attribute.getKey();
      switch (attribute.getValue().getValueCase()) {
        case STRING_VALUE -> to.put(key, attribute.getValue().getStringValue());
        case BOOL_VALUE -> to.put(key, attribute.getValue().getBoolValue());
        case INT_VALUE -> to.put(key, attribute.getValue().getIntValue());
        case DOUBLE_VALUE -> to.put(key, attribute.getValue().getDoubleValue());
        default -> throw new AssertionError("no span has such an attribute: " + attribute);
      }
    }
    return to.build();
  }

  @Override
  public String getName() {
    return span.getName();
  }

  @Override
  public SpanKind getKind() {
    return switch (span.getKind()) {
      case SPAN_KIND_SERVER -> SpanKind.SERVER;
      case SPAN_KIND_CLIENT -> SpanKind.CLIENT;
      default -> SpanKind.INTERNAL;
    };
  }

  @Override
  public SpanContext getSpanContext() {
    return context;
  }

  @Override
  public SpanContext getParentSpanContext() {
    return parent;
  }

  @Override
  public StatusData getStatus() {
    Status status = span.getStatus();
    return status.getCode() == Status.StatusCode.STATUS_CODE_ERROR
        ? StatusData.create(StatusCode.ERROR, status.getMessage())
        : StatusData.unset();
  }

  @Override
  public long getStartEpochNanos() {
    return span.getStartTimeUnixNano();
  }

  @Override
  public long getEndEpochNanos() {
    return span.getEndTimeUnixNano();
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return span.getEventsList().stream()
        .map(
            event ->
                EventData.create(
                    event.getTimeUnixNano(),
                    event.getName(),
                    attributes(event.getAttributesList())))
        .toList();
  }

  @Override
  public List<LinkData> getLinks() {
    return span.getLinksList().stream()
        .map(link -> LinkData.create(context(link.getTraceId(), link.getSpanId(), link.getFlags())))
        .toList();
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalRecordedEvents() {
    return span.getEventsCount();
  }

  @Override
  public int getTotalRecordedLinks() {
    return span.getLinksCount();
  }

  @Override
  public int getTotalAttributeCount() {
    return attributes.size();
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // Abstract in SpanData until the SDK removes it.
  public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(
        SCOPE.getName(), SCOPE.getVersion());
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SCOPE;
  }

  @Override
  public Resource getResource() {
    return resource;
  }

  @Override
  public String toString() {
    return getName() + ' ' + context.getTraceId() + '-' + context.getSpanId();
  }
}
