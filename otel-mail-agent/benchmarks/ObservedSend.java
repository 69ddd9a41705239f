// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import io.micrometer.jakarta9.instrument.mail.InstrumentedTransport;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.concurrent.atomic.LongAdder;

/** The same sends through Micrometer's transport. */
public final class ObservedSend {
  /**
   * As {@link Send}, and a third argument: the URL that spans go to over Micrometer's bridge to
   * OpenTelemetry; without it, observations are only counted.
   */
  public static void main(String[] args) throws Exception {
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(args.length > 2 ? tracing(args[2]) : counting());
    Send.measure(
        args, (session, transport) -> new InstrumentedTransport(session, transport, registry));
    System.exit(0);
  }

  private static ObservationHandler<?> tracing(String url) {
    Tracer tracer =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(url + "/v1/traces").build())
                    .build())
            .build()
            .get("send");
    return new PropagatingSenderTracingObservationHandler<>(
        new OtelTracer(tracer, new OtelCurrentTraceContext(), event -> {}),
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracer));
  }

  private static ObservationHandler<Observation.Context> counting() {
    LongAdder stopped = new LongAdder();
    return new ObservationHandler<Observation.Context>() {
      @Override
      public void onStop(Observation.Context context) {
        stopped.increment();
      }

      @Override
      public boolean supportsContext(Observation.Context context) {
        return true;
      }
    };
  }

  private ObservedSend() {}
}
