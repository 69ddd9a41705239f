// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The current span of an OpenTelemetry that is not registered as the global one, as Spring Boot's
 * tracing is: read from its context, as {@code traceparent}.
 */
final class CurrentSpan implements Supplier<@Nullable String> {
  private final @Nullable MethodHandle spanContext;
  private final @Nullable MethodHandle valid;
  private final @Nullable MethodHandle traceId;
  private final @Nullable MethodHandle spanId;
  private final @Nullable MethodHandle sampled;

  /** For the OpenTelemetry API that the class loader has. */
  CurrentSpan(@Nullable ClassLoader loader) {
    MethodHandle[] found = new MethodHandle[5];
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> span = Class.forName("io.opentelemetry.api.trace.Span", false, loader);
      Class<?> context = Class.forName("io.opentelemetry.api.trace.SpanContext", false, loader);
      MethodHandle current = lookup.findStatic(span, "current", MethodType.methodType(span));
      MethodHandle ofSpan =
          lookup.findVirtual(span, "getSpanContext", MethodType.methodType(context));
      found[0] =
          MethodHandles.filterReturnValue(current, ofSpan)
              .asType(MethodType.methodType(Object.class));
      found[1] = getter(lookup, context, "isValid", boolean.class);
      found[2] = getter(lookup, context, "getTraceId", String.class);
      found[3] = getter(lookup, context, "getSpanId", String.class);
      found[4] = getter(lookup, context, "isSampled", boolean.class);
    } catch (ReflectiveOperationException | LinkageError e) {
      found[0] = null; // Another API than is known: then it has no parent for us.
    }
    spanContext = found[0];
    valid = found[1];
    traceId = found[2];
    spanId = found[3];
    sampled = found[4];
  }

  private static MethodHandle getter(
      MethodHandles.Lookup lookup, Class<?> type, String name, Class<?> returned)
      throws ReflectiveOperationException {
    return lookup
        .findVirtual(type, name, MethodType.methodType(returned))
        .asType(MethodType.methodType(returned, Object.class));
  }

  @Override
  public @Nullable String get() {
    MethodHandle first = spanContext;
    if (first == null || valid == null || traceId == null || spanId == null || sampled == null) {
      return null;
    }
    try {
      Object context = (Object) first.invokeExact();
      if (!(boolean) valid.invokeExact(context)) {
        return null;
      }
      return "00-"
          + (String) traceId.invokeExact(context)
          + '-'
          + (String) spanId.invokeExact(context)
          + ((boolean) sampled.invokeExact(context) ? "-01" : "-00");
    } catch (Throwable t) {
      return null; // A foreign class that fails has no parent for us.
    }
  }
}
