// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Writes one span after the other as the SDK's marshaler would, without an object for each. Field
 * numbers are those of {@code opentelemetry/proto/trace/v1/trace.proto}.
 *
 * <p>Between {@link EncodedSpans#begin} and {@link #end} each attribute is put at most once; links
 * and events in their order. Not thread-safe.
 */
final class SpanWriter {
  private static final int SAMPLED = 1;

  /** In the flags of a span: what the next bit says of its parent is known. */
  private static final int HAS_IS_REMOTE = 0x100;

  private static final int IS_REMOTE = 0x200;

  /** {@code Status.StatusCode} of the specification. */
  private static final int ERROR = 2;

  private final EncodedSpans spans;
  private ProtobufWriter to = new ProtobufWriter(0);
  private int opened;
  private int flags;
  private boolean failed;

  SpanWriter(EncodedSpans spans) {
    this.spans = spans;
  }

  /** Begins a root span, sampled, without attributes. */
  void begin(ProtobufWriter section, SpanShape shape, SpanRef trace, long spanId) {
    to = section;
    opened = to.open(2);
    flags = SAMPLED | HAS_IS_REMOTE;
    failed = false;
    to.bytes(1, trace.traceHigh(), trace.traceLow());
    to.bytes(2, spanId);
    shape.write(to);
  }

  SpanWriter parent(SpanRef parent) {
    to.bytes(4, parent.spanId());
    if (parent.remote()) {
      flags |= IS_REMOTE;
    }
    return this;
  }

  /**
   * Epoch microseconds; an end before the start counts as the start. A span always takes a
   * nanosecond at least: Jaeger marks one that takes none with a warning.
   */
  SpanWriter times(long startMicros, long endMicros) {
    long start = startMicros * 1000;
    to.fixed64(7, start);
    to.fixed64(8, Math.max(start + 1, endMicros * 1000));
    return this;
  }

  SpanWriter link(SpanRef target) {
    int link = to.open(13);
    to.bytes(1, target.traceHigh(), target.traceLow());
    to.bytes(2, target.spanId());
    to.fixed32(
        6, (target.sampled() ? SAMPLED : 0) | HAS_IS_REMOTE | (target.remote() ? IS_REMOTE : 0));
    to.close(link);
    return this;
  }

  /** An event with one attribute. */
  void event(long micros, String name, SpanKey<String> key, String value) {
    int event = to.open(11);
    to.fixed64(1, micros * 1000);
    to.string(2, name);
    SpanKey.write(to, SpanKey.OF_EVENT, key, value);
    to.close(event);
  }

  /**
   * @param description what failed, empty for nothing to say
   */
  void failed(String description) {
    failed = true;
    int status = to.open(15);
    if (!description.isEmpty()) {
      to.string(2, description);
    }
    to.varint(3, ERROR);
    to.close(status);
  }

  /** An attribute that is encoded already: see {@link SpanKey#encoded}. */
  void put(byte[] attribute) {
    to.raw(attribute);
  }

  /** Nothing for null. */
  void put(SpanKey<String> key, @Nullable String value) {
    if (value != null) {
      SpanKey.write(to, SpanKey.OF_SPAN, key, value);
    }
  }

  void put(SpanKey<Long> key, long value) {
    SpanKey.write(to, SpanKey.OF_SPAN, key, value);
  }

  void put(SpanKey<Double> key, double value) {
    SpanKey.write(to, SpanKey.OF_SPAN, key, value);
  }

  void put(SpanKey<Boolean> key, boolean value) {
    SpanKey.write(to, SpanKey.OF_SPAN, key, value);
  }

  /** Nothing can be added to the span any more. */
  void end() {
    if (!failed) {
      to.close(to.open(15));
    }
    to.fixed32(16, flags);
    to.close(opened);
    spans.ended();
  }
}
