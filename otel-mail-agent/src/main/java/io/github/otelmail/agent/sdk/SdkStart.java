// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;

/** Starts OpenTelemetry's SDK as its variables and properties say. */
public final class SdkStart {
  /** The SDK, registered nowhere. It is closed with the JVM. */
  public static Object start() {
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .setServiceClassLoader(SdkStart.class.getClassLoader())
            .addPropertiesSupplier(SdkStart::defaults)
            .addSpanProcessorCustomizer((processor, settings) -> new FirstSpanProcessor(processor))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    LastExport.atTheEndOfTheJvm(sdk::close);
    return sdk;
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.logs.exporter", "none");
    return defaults;
  }

  private SdkStart() {}
}
