// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.function.BiConsumer;

/**
 * The headers that carry the trace in the mail: those of W3C Trace Context, whatever propagators
 * the application configured. A mail leaves the company: baggage must not.
 */
final class TraceHeaders {
  static final String TRACEPARENT = "traceparent";
  static final String TRACESTATE = "tracestate";

  /** False when there is no trace to carry. */
  static boolean inject(Context context, BiConsumer<String, String> setter) {
    if (!Span.fromContext(context).getSpanContext().isValid()) {
      return false;
    }
    W3CTraceContextPropagator.getInstance()
        .inject(context, setter, (carrier, name, value) -> setter.accept(name, value));
    return true;
  }

  private TraceHeaders() {}
}
