// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.telemetryapp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;

/** The application's own SDK. */
final class OwnSdk {
  /** Exports to the endpoint, as the service {@code own}. */
  static OpenTelemetrySdk to(String endpoint, boolean global) {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setResource(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), "own")))
                    .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                OtlpHttpSpanExporter.builder()
                                    .setEndpoint(endpoint + "/v1/traces")
                                    .build())
                            .setMaxQueueSize(20_000)
                            .build())
                    .build())
            .build();
    if (global) {
      io.opentelemetry.api.GlobalOpenTelemetry.set(sdk);
    }
    return sdk;
  }

  private OwnSdk() {}
}
