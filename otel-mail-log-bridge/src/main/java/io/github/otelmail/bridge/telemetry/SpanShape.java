// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.semconv.MailSpanNames;

/** The spans there are: name and kind, encoded once. */
final class SpanShape {
  // Span.SpanKind of opentelemetry/proto/trace/v1/trace.proto.
  private static final int INTERNAL = 1;
  private static final int SERVER = 2;
  private static final int CLIENT = 3;

  static final SpanShape RECEIVE = new SpanShape(MailSpanNames.RECEIVE, SERVER);
  static final SpanShape QUEUE = new SpanShape(MailSpanNames.QUEUE, INTERNAL);
  static final SpanShape RETRY = new SpanShape(MailSpanNames.RETRY, INTERNAL);
  static final SpanShape HOLD = new SpanShape(MailSpanNames.HOLD, INTERNAL);
  static final SpanShape ATTEMPT = new SpanShape(MailSpanNames.ATTEMPT, CLIENT);
  static final SpanShape DELIVER = new SpanShape(MailSpanNames.DELIVER, INTERNAL);

  private final byte[] encoded;

  private SpanShape(String name, int kind) {
    ProtobufWriter to = new ProtobufWriter(64);
    to.string(5, name);
    to.varint(6, kind);
    encoded = to.copy();
  }

  /** The fields of a span that say so. */
  void write(ProtobufWriter to) {
    to.raw(encoded);
  }
}
