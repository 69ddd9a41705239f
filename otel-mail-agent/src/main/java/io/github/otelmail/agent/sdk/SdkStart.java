// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts OpenTelemetry's SDK as its variables and properties say. */
public final class SdkStart {
  /**
   * The end of the JVM waits no longer than this for the last spans, after the SDK has waited as
   * long itself for the last metrics.
   */
  static final long MAX_FLUSH_SECONDS = 5;

  /** The SDK, registered nowhere. It is closed with the JVM. */
  public static Object start() {
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .setServiceClassLoader(SdkStart.class.getClassLoader())
            .addPropertiesSupplier(SdkStart::defaults)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(sdk), "otel-mail-agent-shutdown"));
    return sdk;
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.logs.exporter", "none");
    return defaults;
  }

  private static void close(OpenTelemetrySdk sdk) {
    sdk.shutdown().join(MAX_FLUSH_SECONDS, TimeUnit.SECONDS);
  }

  private SdkStart() {}
}
