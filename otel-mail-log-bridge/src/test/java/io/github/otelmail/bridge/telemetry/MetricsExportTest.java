// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsExportTest {
  private final List<ExportMetricsServiceRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private int status = 200;

  MetricsExportTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/metrics",
        exchange -> {
          try (exchange) {
            requests.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private MetricsExport export(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put(
        "otel.exporter.otlp.endpoint", "http://127.0.0.1:" + server.getAddress().getPort());
    return MetricsExport.configured(settings, notices::add);
  }

  private static void countOneSpan(MetricsExport export) {
    BridgeMetrics metrics = new BridgeMetrics(export.meter());
    metrics.spans(1);
    metrics.flush();
  }

  private static Map<String, String> resource(ResourceMetrics metrics) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue attribute : metrics.getResource().getAttributesList()) {
      attributes.put(attribute.getKey(), attribute.getValue().getStringValue());
    }
    return attributes;
  }

  @Test
  void metrics_areOfTheBridgeItself() {
    try (MetricsExport export = export(Map.of("otel.resource.attributes", "team=mail"))) {
      countOneSpan(export);
    }
    assertThat(requests).hasSize(1);
    ResourceMetrics metrics = requests.get(0).getResourceMetrics(0);
    assertThat(resource(metrics))
        .containsEntry("service.name", "otel-mail-log-bridge")
        .containsEntry("team", "mail")
        .containsKeys("service.version", "service.instance.id");
    assertThat(requests.get(0).getResourceMetricsList())
        .flatExtracting(ResourceMetrics::getScopeMetricsList)
        .flatExtracting(scope -> scope.getMetricsList())
        .extracting(Metric::getName)
        .containsExactly("otelmail.bridge.spans");
    assertThat(notices).isEmpty();
  }

  @Test
  void nameAndInstance_areTheUsersIfGiven() {
    try (MetricsExport export =
        export(
            Map.of(
                "otel.service.name", "mx", "otel.resource.attributes", "service.instance.id=7"))) {
      countOneSpan(export);
    }
    assertThat(resource(requests.get(0).getResourceMetrics(0)))
        .containsEntry("service.name", "mx")
        .containsEntry("service.instance.id", "7");
  }

  @Test
  void none_sendsNothing() {
    try (MetricsExport export = export(Map.of("otel.metrics.exporter", "none"))) {
      countOneSpan(export);
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void aReceiverWithoutMetrics_isToldOfOnce() {
    status = 404;
    Map<String, String> often = Map.of("otel.metric.export.interval", "10");
    try (MetricsExport export = export(often)) {
      countOneSpan(export);
      while (requests.size() < 3) {
        Thread.onSpinWait();
      }
    }
    assertThat(notices).hasSize(1);
    assertThat(notices.get(0)).contains("HTTP 404", "OTEL_METRICS_EXPORTER=none");
  }

  @Test
  void nonsense_isAnErrorThatSaysWhat() {
    Map<String, String> nonsense = Map.of("otel.metrics.exporter", "nosuch");
    assertThatThrownBy(() -> export(nonsense))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("OpenTelemetry settings: ")
        .hasMessageContaining("nosuch");
  }
}
