// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/**
 * An ended span with ids and times of our own, which the SDK's tracer does not allow. Immutable.
 */
final class MailSpan implements SpanData {
  /** Name of the instrumentation scope of all spans of the bridge. */
  static final String SCOPE_NAME = "io.github.otelmail.bridge";

  private static final InstrumentationScopeInfo SCOPE = scope();

  private final String name;
  private final SpanKind kind;
  private final SpanContext context;
  private final SpanContext parent;
  private final Resource resource;
  private final long startNanos;
  private final long endNanos;
  private final Attributes attributes;
  private final List<EventData> events;
  private final List<LinkData> links;
  private final StatusData status;

  private MailSpan(Builder builder) {
    name = builder.name;
    kind = builder.kind;
    context = builder.context;
    parent = builder.parent;
    resource = builder.resource;
    startNanos = builder.startNanos;
    endNanos = builder.endNanos;
    attributes = builder.attributes;
    events = builder.events;
    links = builder.links;
    status = builder.status;
  }

  /** Starts a root span without attributes, at the epoch. */
  static Builder builder(String name, SpanKind kind, SpanContext context, Resource resource) {
    return new Builder(name, kind, context, resource);
  }

  /** Version of the bridge, from the jar's manifest. */
  private static InstrumentationScopeInfo scope() {
    String version = MailSpan.class.getPackage().getImplementationVersion();
    return InstrumentationScopeInfo.builder(SCOPE_NAME)
        .setVersion(version == null ? "development" : version)
        .build();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public SpanKind getKind() {
    return kind;
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
    return status;
  }

  @Override
  public long getStartEpochNanos() {
    return startNanos;
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return events;
  }

  @Override
  public List<LinkData> getLinks() {
    return links;
  }

  @Override
  public long getEndEpochNanos() {
    return endNanos;
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalRecordedEvents() {
    return events.size();
  }

  @Override
  public int getTotalRecordedLinks() {
    return links.size();
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
    return name + ' ' + context.getTraceId() + '-' + context.getSpanId();
  }

  /** Collects the parts of a span. */
  static final class Builder {
    private final String name;
    private final SpanKind kind;
    private final SpanContext context;
    private final Resource resource;
    private SpanContext parent = SpanContext.getInvalid();
    private long startNanos;
    private long endNanos;
    private Attributes attributes = Attributes.empty();
    private List<EventData> events = List.of();
    private List<LinkData> links = List.of();
    private StatusData status = StatusData.unset();

    private Builder(String name, SpanKind kind, SpanContext context, Resource resource) {
      this.name = name;
      this.kind = kind;
      this.context = context;
      this.resource = resource;
    }

    Builder parent(SpanContext value) {
      parent = value;
      return this;
    }

    /**
     * Epoch microseconds; an end before the start counts as the start. A span always takes a
     * nanosecond at least: Jaeger marks one that takes none with a warning.
     */
    Builder times(long startMicros, long endMicros) {
      startNanos = startMicros * 1000;
      endNanos = Math.max(startNanos + 1, endMicros * 1000);
      return this;
    }

    Builder attributes(Attributes value) {
      attributes = value;
      return this;
    }

    Builder events(List<EventData> value) {
      events = value;
      return this;
    }

    Builder link(SpanContext target) {
      links = List.of(LinkData.create(target));
      return this;
    }

    Builder failed(String description) {
      status = StatusData.create(StatusCode.ERROR, description);
      return this;
    }

    MailSpan build() {
      return new MailSpan(this);
    }
  }
}
