// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.ResourceConfiguration;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Sends the bridge's metrics where the standard variables say, such as {@code
 * OTEL_METRICS_EXPORTER}, {@code OTEL_EXPORTER_OTLP_METRICS_ENDPOINT} and {@code
 * OTEL_METRIC_EXPORT_INTERVAL}; without any, where the spans go. They are of the bridge itself:
 * {@code service.name} is {@code otel-mail-log-bridge} unless the user gave one.
 *
 * <p>A receiver that takes no metrics costs nothing but a notice. Sums are cumulative, so what was
 * counted during an outage is in the next export that arrives.
 */
public final class MetricsExport implements AutoCloseable {
  static final String SERVICE = "otel-mail-log-bridge";

  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> SERVICE_VERSION =
      AttributeKey.stringKey("service.version");

  /** The last export must not hold up the end of the process. */
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);

  private final OpenTelemetrySdk sdk;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MetricsExport(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  /**
   * Reads {@code OTEL_*} environment variables and {@code otel.*} system properties.
   *
   * @param notice told once when metrics are not taken
   * @throws IllegalArgumentException with a message for the command line when a setting makes no
   *     sense
   */
  public static MetricsExport configured(Consumer<String> notice) {
    return configured(Map.of(), notice);
  }

  /**
   * Like {@link #configured(Consumer)}, with settings that go before those of the environment.
   *
   * @param settings by the names of the system properties
   * @throws IllegalArgumentException with a message for the command line when a setting makes no
   *     sense
   */
  public static MetricsExport configured(Map<String, String> settings, Consumer<String> notice) {
    OtelConfig.prepare();
    try {
      return new MetricsExport(
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesCustomizer(properties -> settings)
              .addPropertiesCustomizer(MetricsExport::adjust)
              .addResourceCustomizer(MetricsExport::resource)
              .addMetricExporterCustomizer(
                  (exporter, properties) -> new ToldMetricExporter(exporter, notice))
              .build()
              .getOpenTelemetrySdk());
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException("OpenTelemetry settings: " + e.getMessage(), e);
    }
  }

  /** Metrics only; no retries, as the next export holds all that this one did. */
  private static Map<String, String> adjust(ConfigProperties properties) {
    Map<String, String> adjusted = new HashMap<>();
    adjusted.put("otel.java.exporter.otlp.retry.disabled", "true");
    adjusted.put("otel.traces.exporter", "none");
    adjusted.put("otel.logs.exporter", "none");
    OtelConfig.chooseProtocol(properties, "metrics", adjusted);
    return adjusted;
  }

  private static Resource resource(Resource withDefaults, ConfigProperties properties) {
    Resource given = ResourceConfiguration.createEnvironmentResource(properties);
    String version = MetricsExport.class.getPackage().getImplementationVersion();
    AttributesBuilder attributes =
        withDefaults.getAttributes().toBuilder()
            .put(SERVICE_NAME, SERVICE)
            .put(SERVICE_VERSION, version == null ? "development" : version)
            .putAll(given.getAttributes());
    // Not merged: the SDK has its own idea of what a service is, and warns of any other.
    return Resource.create(attributes.build());
  }

  /** Makes the instruments; of no effect with {@code OTEL_METRICS_EXPORTER=none}. */
  public Meter meter() {
    return sdk.getMeter(MailSpan.SCOPE.getName());
  }

  /** Sends what was measured last, if that takes no longer than two seconds; once. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    sdk.shutdown().join(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
