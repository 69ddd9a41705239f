// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstSpanProcessorTest {
  private final List<String> ended = new ArrayList<>();

  private final class Recording implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      boolean hasLoader = Thread.currentThread().getContextClassLoader() != null;
      ended.add(span.getName() + (hasLoader ? " with" : " without"));
      if (span.getName().equals("failing")) {
        throw new IllegalStateException("the processor fails");
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }

  private Tracer tracer() {
    return SdkTracerProvider.builder()
        .addSpanProcessor(new FirstSpanProcessor(new Recording()))
        .build()
        .get("test");
  }

  @Test
  void firstSpan_endsWithoutTheLoaderOfTheSender() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Tracer tracer = tracer();

    tracer.spanBuilder("first").startSpan().end();
    tracer.spanBuilder("second").startSpan().end();

    assertThat(ended).containsExactly("first without", "second with");
    assertThat(Thread.currentThread().getContextClassLoader()).isNotNull().isSameAs(before);
  }

  @Test
  void failingProcessor_leavesTheLoaderToTheSender() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Tracer tracer = tracer();

    try {
      tracer.spanBuilder("failing").startSpan().end();
    } catch (IllegalStateException e) {
      ended.add(e.getMessage());
    }

    assertThat(ended).startsWith("failing without");
    assertThat(Thread.currentThread().getContextClassLoader()).isNotNull().isSameAs(before);
  }
}
