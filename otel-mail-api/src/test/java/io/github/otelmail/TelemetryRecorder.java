// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps all telemetry of a test. After the test it fails for what TELEMETRY.md does not list, and
 * for a context that was left current.
 */
final class TelemetryRecorder implements AfterEachCallback {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk;

  TelemetryRecorder() {
    this(Sampler.alwaysOn());
  }

  TelemetryRecorder(Sampler sampler) {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
  }

  OpenTelemetry openTelemetry() {
    return sdk;
  }

  Tracer tracer() {
    return sdk.getTracer("test");
  }

  List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  /** The only span of that name. */
  SpanData span(String name) {
    List<SpanData> named = new ArrayList<>(spans());
    named.removeIf(span -> !span.getName().equals(name));
    assertThat(named).as("spans named " + name + " in " + spans()).hasSize(1);
    return named.get(0);
  }

  /** The value of an attribute for each event of that name, in order. */
  static <T> List<T> events(SpanData span, String name, AttributeKey<T> key) {
    List<T> values = new ArrayList<>();
    for (EventData event : span.getEvents()) {
      if (event.getName().equals(name)) {
        values.add(event.getAttributes().get(key));
      }
    }
    return values;
  }

  Collection<MetricData> metrics() {
    return metrics.collectAllMetrics();
  }

  MetricData metric(String name) {
    return metrics().stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Context.current()).as("the context after the test").isSameAs(Context.root());
    assertThat(Span.current()).isSameAs(Span.getInvalid());
    for (SpanData span : spans()) {
      if (!span.getInstrumentationScopeInfo().getName().equals("test")) {
        TelemetryPage.PAGE.assertListed(span);
      }
    }
    for (MetricData metric : metrics()) {
      for (PointData point : metric.getData().getPoints()) {
        TelemetryPage.PAGE.assertListed(metric, point);
      }
    }
    sdk.close();
  }
}
