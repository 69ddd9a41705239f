// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.github.otelmail.agent.bootstrap.Notices;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Starts OpenTelemetry's SDK as its variables and properties say. */
public final class SdkStart {
  /** The SDK, registered nowhere; null when the JVM is ending. It is closed with the JVM. */
  public static @Nullable Object start() {
    AtomicReference<@Nullable OpenTelemetrySdk> started = new AtomicReference<>();
    if (!LastExport.atTheEndOfTheJvm(
        () -> close(started.get()), Runtime.getRuntime()::addShutdownHook)) {
      Notices.once("Mail is not traced: the JVM was ending when the first was sent", null);
      return null;
    }
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .setServiceClassLoader(SdkStart.class.getClassLoader())
            .addPropertiesSupplier(SdkStart::defaults)
            .addSpanProcessorCustomizer((processor, settings) -> new FirstSpanProcessor(processor))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    started.set(sdk);
    return sdk;
  }

  private static void close(@Nullable OpenTelemetrySdk sdk) {
    if (sdk != null) {
      sdk.close();
    }
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.logs.exporter", "none");
    return defaults;
  }

  private SdkStart() {}
}
