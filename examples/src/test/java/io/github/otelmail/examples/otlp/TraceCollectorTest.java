// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TraceCollectorTest {
  @Test
  void exportedSpan_isKept() throws Exception {
    try (TraceCollector collector = TraceCollector.start();
        SdkTracerProvider provider = provider(collector)) {
      Span parent = provider.get("test").spanBuilder("parent").startSpan();
      Span child =
          provider
              .get("test")
              .spanBuilder("child")
              .setParent(io.opentelemetry.context.Context.root().with(parent))
              .setAttribute("text", "a")
              .setAttribute("number", 7)
              .startSpan();
      child.end();
      assertThat(provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
      parent.end();
      assertThat(collector.await(all -> all.size() == 2, Duration.ofSeconds(10))).isTrue();

      ReceivedSpan first = collector.spans().get(0);
      assertThat(first.name()).isEqualTo("child");
      assertThat(first.service()).isEqualTo("app");
      assertThat(first.traceId()).isEqualTo(child.getSpanContext().getTraceId());
      assertThat(first.spanId()).isEqualTo(child.getSpanContext().getSpanId());
      assertThat(first.parentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
      assertThat(first.attribute("text")).isEqualTo("a");
      assertThat(first.attribute("number")).isEqualTo("7");
      assertThat(first.attribute("none")).isNull();
      assertThat(collector.spans().get(1).parentSpanId()).isNull();
      assertThat(collector.spans().get(1).batch()).isEqualTo(1);
    }
  }

  @Test
  void garbage_isRefused() throws Exception {
    try (TraceCollector collector = TraceCollector.start()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(collector.endpoint() + "/v1/traces"))
              .POST(HttpRequest.BodyPublishers.ofString("not protobuf"))
              .build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(request, HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(400);
      assertThat(collector.spans()).isEmpty();
    }
  }

  private static SdkTracerProvider provider(TraceCollector collector) {
    return SdkTracerProvider.builder()
        .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "app")))
        .addSpanProcessor(
            SimpleSpanProcessor.create(
                OtlpHttpSpanExporter.builder()
                    .setEndpoint(collector.endpoint() + "/v1/traces")
                    .build()))
        .build();
  }
}
