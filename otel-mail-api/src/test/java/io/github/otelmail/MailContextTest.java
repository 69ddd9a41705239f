// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailContextTest {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @RegisterExtension final TelemetryRecorder recorder = new TelemetryRecorder();
  private final MailTelemetry telemetry = MailTelemetry.create(recorder.openTelemetry());

  private String captureInRequest() {
    Span request = recorder.tracer().spanBuilder("POST /orders").startSpan();
    try (Scope scope = request.makeCurrent()) {
      return telemetry.capture().toString();
    } finally {
      request.end();
    }
  }

  @Test
  void asLink_linksSendsToTheRequestAndKeepsThemInTheWorkersTrace() {
    String row = captureInRequest();
    Span worker = recorder.tracer().spanBuilder("poll outbox").startSpan();
    try (Scope inWorker = worker.makeCurrent();
        Scope scope = MailContext.parse(row).asLink()) {
      telemetry.newSend().start().end();
    }
    telemetry.newSend().start().end();
    worker.end();

    SpanData request = recorder.span("POST /orders");
    SpanData send = recorder.spans().get(1);
    assertThat(send.getParentSpanId()).isEqualTo(worker.getSpanContext().getSpanId());
    assertThat(send.getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(SpanContext::getSpanId)
        .containsExactly(request.getSpanId());
    assertThat(recorder.spans().get(2).getLinks()).isEmpty();
  }

  @Test
  void asParent_putsSendsIntoTheTraceOfTheRequest() {
    String row = captureInRequest();
    Span worker = recorder.tracer().spanBuilder("poll outbox").startSpan();
    try (Scope inWorker = worker.makeCurrent();
        Scope scope = MailContext.parse(row).asParent()) {
      telemetry.newSend().start().end();
    }
    worker.end();

    SpanData send = recorder.span(MailSpanNames.SEND);
    assertThat(send.getParentSpanId()).isEqualTo(recorder.span("POST /orders").getSpanId());
    assertThat(send.getLinks()).isEmpty();
  }

  @Test
  void toString_isTraceparentAndTracestateAndNothingElse() {
    SpanContext span =
        SpanContext.create(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            TraceFlags.getSampled(),
            TraceState.builder().put("vendor", "a b").build());
    Context context =
        Context.root().with(Span.wrap(span)).with(Baggage.builder().put("user", "jo").build());
    String text;
    try (Scope scope = context.makeCurrent()) {
      text = telemetry.capture().toString();
    }

    assertThat(text).isEqualTo(TRACEPARENT + " vendor=a b");
    assertThat(MailContext.parse(text).toString()).isEqualTo(text);
  }

  @Test
  void capture_withoutATraceIsEmpty() {
    assertThat(telemetry.capture().toString()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "x",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e473z-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "some text that is long enough to be a traceparent header"
      })
  void parse_ofWhatIsNoneDoesNothing(String text) {
    MailContext context = MailContext.parse(text);
    try (Scope link = context.asLink();
        Scope parent = context.asParent()) {
      telemetry.newSend().start().end();
    }

    SpanData send = recorder.span(MailSpanNames.SEND);
    assertThat(send.getLinks()).isEmpty();
    assertThat(send.getParentSpanContext().isValid()).isFalse();
    assertThat(context.toString()).isEmpty();
  }

  @Test
  void parse_dropsATracestateThatIsNone() {
    assertThat(MailContext.parse(TRACEPARENT + " ,,=;\u0000").toString()).isEqualTo(TRACEPARENT);
    assertThat(MailContext.parse(TRACEPARENT + " a=" + "b".repeat(600)).toString())
        .isEqualTo(TRACEPARENT);
  }
}
