// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The key of an attribute, encoded once. Writes attributes as OTLP's {@code KeyValue}; field
 * numbers are those of {@code opentelemetry/proto/common/v1/common.proto}.
 *
 * @param <T> type of the value
 */
@SuppressWarnings("UnusedTypeParameter") // It keeps a text from being written as a number.
final class SpanKey<T> {
  /** The attributes of a {@code Span}. */
  static final int OF_SPAN = 9;

  /** The attributes of a {@code Span.Event}. */
  static final int OF_EVENT = 3;

  private static final int VALUE = 2;

  private final byte[] encoded;

  private SpanKey(byte[] encoded) {
    this.encoded = encoded;
  }

  static <T> SpanKey<T> of(AttributeKey<T> key) {
    ProtobufWriter to = new ProtobufWriter(64);
    to.string(1, key.getKey());
    return new SpanKey<>(to.copy());
  }

  /** An attribute of a span that goes into many, encoded. */
  static byte[] encoded(SpanKey<String> key, String value) {
    ProtobufWriter to = new ProtobufWriter(64);
    write(to, OF_SPAN, key, value);
    return to.copy();
  }

  static void write(ProtobufWriter to, int field, SpanKey<String> key, String value) {
    int opened = key.begin(to, field);
    to.string(1, value);
    key.end(to, opened);
  }

  static void write(ProtobufWriter to, int field, SpanKey<Boolean> key, boolean value) {
    int opened = key.begin(to, field);
    to.varint(2, value ? 1 : 0);
    key.end(to, opened);
  }

  static void write(ProtobufWriter to, int field, SpanKey<Long> key, long value) {
    int opened = key.begin(to, field);
    to.varint(3, value);
    key.end(to, opened);
  }

  static void write(ProtobufWriter to, int field, SpanKey<Double> key, double value) {
    int opened = key.begin(to, field);
    to.fixed64(4, Double.doubleToRawLongBits(value));
    key.end(to, opened);
  }

  /** Begins the attribute, and in it the {@code AnyValue}. */
  private int begin(ProtobufWriter to, int field) {
    int opened = to.open(field);
    to.raw(encoded);
    int unused = to.open(VALUE);
    return opened;
  }

  private void end(ProtobufWriter to, int opened) {
    to.close(opened + encoded.length + ProtobufWriter.OPENED);
    to.close(opened);
  }
}
