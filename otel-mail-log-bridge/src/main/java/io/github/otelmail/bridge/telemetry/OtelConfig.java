// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.ResourceConfiguration;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the standard {@code OTEL_*} environment variables and {@code otel.*} system properties ask
 * for, read by the SDK's own autoconfiguration: that knows all of them.
 *
 * <p>Of the SDK only the exporters and the sampler are used. The SDK's tracer, batch processor and
 * metrics never run: a batch processor drops what does not fit its queue.
 */
final class OtelConfig {
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
  private static final String TIMEOUT = "otel.exporter.otlp.timeout";
  private static final String TRACES_TIMEOUT = "otel.exporter.otlp.traces.timeout";
  private static final String GRPC = "grpc";
  private static final String HTTP = "http/protobuf";
  private static final int GRPC_PORT = 4317;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * The exporters log every try; the {@link ExportListener} is told once per outage. Held, because
   * a logger that nobody holds forgets its level.
   */
  private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry.exporter");

  /** Warns at each interval; a {@link ToldMetricExporter} tells once. */
  private static final Logger READER_LOG =
      Logger.getLogger("io.opentelemetry.sdk.metrics.export.PeriodicMetricReader");

  /** Announces errors that are thrown as well. */
  private static final Logger CONFIG_LOG = Logger.getLogger("io.opentelemetry.sdk.autoconfigure");

  private final List<SpanExporter> exporters = new ArrayList<>();
  private final List<SpanSender> senders = new ArrayList<>();
  private Sampler sampler = Sampler.parentBased(Sampler.alwaysOn());
  private Resource resource = Resource.empty();
  private String target = "nowhere: OTEL_TRACES_EXPORTER=none or OTEL_SDK_DISABLED=true is set";
  private Duration timeout = DEFAULT_TIMEOUT;

  private OtelConfig() {}

  /**
   * @param overrides settings that go before the environment's, by property name
   * @throws IllegalArgumentException with a message for the command line when a setting makes no
   *     sense
   */
  static OtelConfig read(Map<String, String> overrides) {
    prepare();
    OtelConfig config = new OtelConfig();
    try (SenderCapture capture = SenderCapture.open()) {
      AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesCustomizer(properties -> overrides)
          .addPropertiesCustomizer(OtelConfig::adjust)
          .addResourceCustomizer(config::takeEnvironment)
          .addSamplerCustomizer(config::takeSampler)
          .addSpanExporterCustomizer(
              (exporter, properties) -> config.takeExporter(exporter, capture.take(), properties))
          .build()
          .getOpenTelemetrySdk()
          .close();
    } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
      config.exporters.forEach(SpanExporter::shutdown);
      throw new IllegalArgumentException("OpenTelemetry settings: " + e.getMessage(), e);
    }
    return config;
  }

  /** Says how the SDK's exporters send and what they log, before the first one is made. */
  static void prepare() {
    CapturedHttpSenderProvider.register();
    CapturedGrpcSenderProvider.register();
    quieten(EXPORTER_LOG, Level.OFF);
    quieten(READER_LOG, Level.OFF);
    quieten(CONFIG_LOG, Level.WARNING);
  }

  /** Unless the user has set a level. */
  private static void quieten(Logger logger, Level level) {
    if (logger.getLevel() == null) {
      logger.setLevel(level);
    }
  }

  /** To be shut down. */
  List<SpanExporter> exporters() {
    return exporters;
  }

  /** Sends what each of the exporters would. */
  List<SpanSender> senders() {
    return senders;
  }

  Sampler sampler() {
    return sampler;
  }

  /** Only what the user gave: nothing about this process, which is not what the spans are about. */
  Resource resource() {
    return resource;
  }

  /** Where the spans go, for a person. */
  String target() {
    return target;
  }

  /** How long an exporter waits for an answer before it gives up. */
  Duration timeout() {
    return timeout;
  }

  /** Retrying is our own business, because we retry until it works. */
  private static Map<String, String> adjust(ConfigProperties properties) {
    Map<String, String> adjusted = new HashMap<>();
    adjusted.put("otel.java.exporter.otlp.retry.disabled", "true");
    adjusted.put("otel.metrics.exporter", "none");
    adjusted.put("otel.logs.exporter", "none");
    chooseProtocol(properties, "traces", adjusted);
    return adjusted;
  }

  /**
   * The specification's default protocol is HTTP, the SDK's is gRPC. An endpoint with the port that
   * is registered for OTLP over gRPC means gRPC.
   *
   * @param signal {@code traces} or {@code metrics}
   * @param settings gets the protocol where the user named none
   */
  static void chooseProtocol(
      ConfigProperties properties, String signal, Map<String, String> settings) {
    String ofSignal = "otel.exporter.otlp." + signal;
    if (properties.getString(PROTOCOL) == null
        && properties.getString(ofSignal + ".protocol") == null) {
      String endpoint =
          properties.getString(ofSignal + ".endpoint", properties.getString(ENDPOINT, ""));
      settings.put(PROTOCOL, port(endpoint) == GRPC_PORT ? GRPC : HTTP);
    }
  }

  private static int port(String endpoint) {
    try {
      return new URI(endpoint.strip()).getPort();
    } catch (URISyntaxException e) {
      return -1; // The exporter's builder says what is wrong with it.
    }
  }

  private Resource takeEnvironment(Resource withDefaults, ConfigProperties properties) {
    resource = ResourceConfiguration.createEnvironmentResource(properties);
    return withDefaults;
  }

  private Sampler takeSampler(Sampler configured, ConfigProperties properties) {
    sampler = configured;
    return configured;
  }

  /** Keeps the exporter and gives the SDK one that does nothing in its place. */
  private SpanExporter takeExporter(
      SpanExporter exporter, @Nullable SpanSender sender, ConfigProperties properties) {
    exporters.add(exporter);
    senders.add(sender == null ? new ExporterSender(exporter) : sender);
    String protocol = properties.getString(TRACES_PROTOCOL, properties.getString(PROTOCOL, HTTP));
    String fallback = protocol.equals(GRPC) ? "http://localhost:4317" : "http://localhost:4318";
    String endpoint =
        properties.getString(TRACES_ENDPOINT, properties.getString(ENDPOINT, fallback));
    target = endpoint + " (" + protocol + ")";
    timeout =
        properties.getDuration(TRACES_TIMEOUT, properties.getDuration(TIMEOUT, DEFAULT_TIMEOUT));
    return SpanExporter.composite();
  }
}
