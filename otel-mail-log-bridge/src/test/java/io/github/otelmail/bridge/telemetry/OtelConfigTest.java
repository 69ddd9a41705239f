// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtelConfigTest {
  @Test
  void withoutSettings_isHttpToThisHost() {
    OtelConfig config = OtelConfig.read(Map.of());
    assertThat(config.exporters()).hasSize(1).first().isInstanceOf(OtlpHttpSpanExporter.class);
    assertThat(config.target()).isEqualTo("http://localhost:4318 (http/protobuf)");
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.sampler().getDescription()).startsWith("ParentBased{root:AlwaysOnSampler");
    assertThat(config.resource().getAttributes().isEmpty()).isTrue();
    close(config);
  }

  @ParameterizedTest
  @CsvSource({
    "http://c:4317,, true, http://c:4317 (grpc)",
    "http://c:4318,, false, http://c:4318 (http/protobuf)",
    "http://c,, false, http://c (http/protobuf)",
    "http://c:4317, http/protobuf, false, http://c:4317 (http/protobuf)",
    "http://c:9, grpc, true, http://c:9 (grpc)",
    ", grpc, true, http://localhost:4317 (grpc)",
  })
  void protocol_isTheGivenOneOrThePortsOrHttp(
      @Nullable String endpoint, @Nullable String protocol, boolean grpc, String target) {
    Map<String, String> settings = new HashMap<>();
    if (endpoint != null) {
      settings.put("otel.exporter.otlp.endpoint", endpoint);
    }
    if (protocol != null) {
      settings.put("otel.exporter.otlp.protocol", protocol);
    }
    OtelConfig config = OtelConfig.read(settings);
    assertThat(config.exporters().get(0))
        .isInstanceOf(grpc ? OtlpGrpcSpanExporter.class : OtlpHttpSpanExporter.class);
    assertThat(config.target()).isEqualTo(target);
    close(config);
  }

  @Test
  void tracesSettings_goBeforeTheGeneralOnes() {
    OtelConfig config =
        OtelConfig.read(
            Map.of(
                "otel.exporter.otlp.endpoint", "http://general:4318",
                "otel.exporter.otlp.traces.endpoint", "http://traces:4317",
                "otel.exporter.otlp.timeout", "1000",
                "otel.exporter.otlp.traces.timeout", "2000"));
    assertThat(config.target()).isEqualTo("http://traces:4317 (grpc)");
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(2));
    close(config);
  }

  @Test
  void samplerAndResource_areTheGivenOnes() {
    OtelConfig config =
        OtelConfig.read(
            Map.of(
                "otel.traces.sampler", "traceidratio",
                "otel.traces.sampler.arg", "0.25",
                "otel.resource.attributes", "deployment.environment.name=qa,team=a%20b",
                "otel.service.name", "relay"));
    assertThat(config.sampler().getDescription()).isEqualTo("TraceIdRatioBased{0.250000}");
    assertThat(config.resource().getAttributes().asMap())
        .containsOnly(
            Map.entry(stringKey("deployment.environment.name"), "qa"),
            Map.entry(stringKey("team"), "a b"),
            Map.entry(stringKey("service.name"), "relay"));
    close(config);
  }

  @ParameterizedTest
  @CsvSource({
    "otel.exporter.otlp.protocol, smoke",
    "otel.exporter.otlp.endpoint, not a url",
    "otel.exporter.otlp.timeout, soon",
    "otel.traces.exporter, nosuch",
    "otel.traces.sampler, nosuch",
  })
  void nonsense_isAnErrorThatSaysWhat(String property, String value) {
    assertThatThrownBy(() -> OtelConfig.read(Map.of(property, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("OpenTelemetry settings: ")
        .hasMessageContaining(value);
  }

  @Test
  void metricsAndLogsExporters_areNotStarted() {
    OtelConfig config =
        OtelConfig.read(Map.of("otel.metrics.exporter", "nosuch", "otel.logs.exporter", "nosuch"));
    assertThat(config.exporters()).hasSize(1);
    close(config);
  }

  private static void close(OtelConfig config) {
    config.exporters().forEach(SpanExporter::shutdown);
  }
}
