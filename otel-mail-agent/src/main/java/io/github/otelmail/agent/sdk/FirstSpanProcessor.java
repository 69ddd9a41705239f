// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * Has a processor end its first span without the sender's context class loader. The batch processor
 * registers its gauges then, and the SDK keeps the loader with them: an application server could
 * not let go of the application that sent the first mail.
 */
final class FirstSpanProcessor implements SpanProcessor {
  private final SpanProcessor processor;
  private volatile boolean ended;

  FirstSpanProcessor(SpanProcessor processor) {
    this.processor = processor;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    processor.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return processor.isStartRequired();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (ended || !endFirst(span)) {
      processor.onEnd(span);
    }
  }

  /** False when another thread did meanwhile. */
  private synchronized boolean endFirst(ReadableSpan span) {
    if (ended) {
      return false;
    }
    ClassLoader senders = Thread.currentThread().getContextClassLoader();
    try {
      setContextClassLoader(null);
      processor.onEnd(span);
    } finally {
      ended = true;
      setContextClassLoader(senders);
    }
    return true;
  }

  private static void setContextClassLoader(@Nullable ClassLoader loader) {
    try {
      AccessController.doPrivileged(
          (PrivilegedAction<@Nullable Void>)
              () -> {
                Thread.currentThread().setContextClassLoader(loader);
                return null;
              });
    } catch (SecurityException e) {
      // Threads of the JDK's common pool keep theirs under a security manager: none to let go of.
    }
  }

  @Override
  public boolean isEndRequired() {
    return processor.isEndRequired();
  }

  @Override
  public CompletableResultCode shutdown() {
    return processor.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return processor.forceFlush();
  }

  @Override
  public void close() {
    processor.close();
  }
}
