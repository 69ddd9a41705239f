// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The application's OpenTelemetry: as the environment says, and the demo's collector as well. */
final class ApplicationTelemetry {
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";

  /** Says with a stack trace what {@link #flush} tells. */
  private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry");

  static {
    EXPORTER_LOG.setLevel(Level.OFF);
    // Two senders are on the class path, for gRPC and for HTTP; this is the one for HTTP.
    System.setProperty(
        "io.opentelemetry.sdk.common.export.HttpSenderProvider",
        "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider");
  }

  private ApplicationTelemetry() {}

  /** Whether the user named a backend. */
  static boolean userHasBackend() {
    return System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != null
        || System.getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != null;
  }

  static OpenTelemetrySdk start(String collector) {
    SpanProcessor toDemo =
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder().setEndpoint(collector + "/v1/traces").build())
            .build();
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(() -> Map.of("otel.service.name", "signup-app"))
        .addPropertiesCustomizer(ApplicationTelemetry::adjust)
        .addTracerProviderCustomizer((provider, config) -> provider.addSpanProcessor(toDemo))
        .build()
        .getOpenTelemetrySdk();
  }

  /** Sends what is left; false when not everything arrived everywhere. */
  static boolean flush(OpenTelemetrySdk openTelemetry) {
    return openTelemetry.getSdkTracerProvider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess();
  }

  /**
   * Without a backend there is nobody to export to but the demo's collector. The protocol follows
   * from the port, as with the bridge: 4317 is registered for gRPC.
   */
  private static Map<String, String> adjust(ConfigProperties config) {
    Map<String, String> adjusted = new HashMap<>();
    adjusted.put("otel.metrics.exporter", "none");
    adjusted.put("otel.logs.exporter", "none");
    String endpoint = config.getString(TRACES_ENDPOINT, config.getString(ENDPOINT, ""));
    if (endpoint.isEmpty()) {
      adjusted.put("otel.traces.exporter", "none");
    } else if (config.getString(PROTOCOL) == null) {
      adjusted.put(PROTOCOL, endpoint.contains(":4317") ? "grpc" : "http/protobuf");
    }
    return adjusted;
  }
}
