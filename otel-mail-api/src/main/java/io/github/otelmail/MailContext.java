// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The trace in which a mail was asked for, kept until a worker sends it: {@link #toString()} goes
 * into the outbox row, {@link #parse(String)} takes it out.
 *
 * <pre>{@code
 * row.trace = telemetry.capture().toString();
 * // minutes later, in the worker:
 * try (Scope scope = MailContext.parse(row.trace).asLink()) {
 *   telemetry.send(message);
 * }
 * }</pre>
 *
 * <p>Holds {@code traceparent} and {@code tracestate} of W3C Trace Context and nothing else;
 * baggage is left behind.
 */
public final class MailContext {
  private static final ContextKey<SpanContext> LINK = ContextKey.named("otel-mail-link");
  private static final MailContext EMPTY = new MailContext(SpanContext.getInvalid());

  /** {@code traceparent} of version 00; W3C Trace Context section 3.2. */
  private static final int TRACEPARENT_LENGTH = 55;

  /** W3C Trace Context section 3.3.1.5: a longer tracestate may be dropped. */
  private static final int MAX_TRACESTATE_LENGTH = 512;

  private final SpanContext spanContext;

  private MailContext(SpanContext spanContext) {
    this.spanContext = spanContext;
  }

  static MailContext current() {
    return Failsafe.get(
        "capture the context",
        EMPTY,
        () -> {
          SpanContext current = Span.current().getSpanContext();
          return current.isValid() ? new MailContext(current) : EMPTY;
        });
  }

  /**
   * Reads what {@link #toString()} wrote. Null, an empty text and what is none give a context that
   * does nothing.
   */
  public static MailContext parse(@Nullable String text) {
    if (text == null || text.length() < TRACEPARENT_LENGTH) {
      return EMPTY;
    }
    return Failsafe.get(
        "read a captured context",
        EMPTY,
        () -> {
          Map<String, String> carrier = new TreeMap<>();
          carrier.put("traceparent", text.substring(0, TRACEPARENT_LENGTH));
          if (text.length() > TRACEPARENT_LENGTH + 1) {
            carrier.put("tracestate", text.substring(TRACEPARENT_LENGTH + 1));
          }
          Context extracted =
              W3CTraceContextPropagator.getInstance()
                  .extract(Context.root(), carrier, MapGetter.INSTANCE);
          return new MailContext(Span.fromContext(extracted).getSpanContext());
        });
  }

  /**
   * Every mail sent by this thread until the scope is closed has a span link to the captured trace,
   * and stays in the trace of the worker. The right choice for a worker that sends many.
   */
  public Scope asLink() {
    return makeCurrent(context -> context.with(LINK, spanContext));
  }

  /**
   * Every mail sent by this thread until the scope is closed belongs to the captured trace, as a
   * child of the span that asked for it.
   */
  public Scope asParent() {
    return makeCurrent(context -> context.with(Span.wrap(spanContext)));
  }

  // The caller's to close.
  @SuppressWarnings("MustBeClosedChecker")
  private Scope makeCurrent(UnaryOperator<Context> restore) {
    if (!spanContext.isValid()) {
      return Failsafe.NO_SCOPE;
    }
    return Failsafe.get(
        "restore a captured context",
        Failsafe.NO_SCOPE,
        () -> restore.apply(Context.current()).makeCurrent());
  }

  /** What a send that starts in the context must link to, or null. */
  static @Nullable SpanContext link(Context context) {
    return context.get(LINK);
  }

  /**
   * {@code traceparent}, and a space and {@code tracestate} if there is one; empty when no trace
   * was captured. At most 568 characters of ASCII.
   */
  @Override
  public String toString() {
    return Failsafe.get(
        "write a captured context",
        "",
        () -> {
          Map<String, String> carrier = new TreeMap<>();
          W3CTraceContextPropagator.getInstance()
              .inject(Context.root().with(Span.wrap(spanContext)), carrier, Map::put);
          String traceparent = carrier.getOrDefault("traceparent", "");
          String tracestate = carrier.getOrDefault("tracestate", "");
          return tracestate.isEmpty() || tracestate.length() > MAX_TRACESTATE_LENGTH
              ? traceparent
              : traceparent + ' ' + tracestate;
        });
  }

  private enum MapGetter implements TextMapGetter<Map<String, String>> {
    INSTANCE;

    // Abstract in older versions of the API.
    @SuppressWarnings("deprecation")
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}
