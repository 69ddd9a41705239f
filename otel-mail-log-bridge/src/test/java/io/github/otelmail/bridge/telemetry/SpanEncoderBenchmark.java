// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.capture.Capture;
import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import io.github.otelmail.bridge.yardstick.BaselineRun;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * Spans to OTLP requests of 512, as the log of a real Postfix gives them; the baseline is the SDK's
 * marshaler over the same spans. Both write to nowhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SpanEncoderBenchmark {
  private static final int REQUEST = 512;

  private static final TrackerLimits LIMITS =
      new TrackerLimits(500_000, 500_000, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);

  private final List<List<SpanData>> requests = requests();
  private final SpanEncoder encoder = new SpanEncoder();

  private static List<List<SpanData>> requests() {
    List<SpanData> all = new ArrayList<>();
    MailSpans spans =
        new MailSpans(
            new TraceContextResolver(null, TrustedNetworks.defaults()),
            SpanSettings.DEFAULT,
            all::add);
    Tracker tracker = new Tracker(LIMITS, spans, PipelineListener.NOOP);
    for (Capture.Said said : Capture.named("mix-large").events()) {
      tracker.event(said.header(), said.event());
    }
    tracker.finish();
    List<List<SpanData>> requests = new ArrayList<>();
    for (int i = 0; i < all.size(); i += REQUEST) {
      requests.add(all.subList(i, Math.min(all.size(), i + REQUEST)));
    }
    return requests;
  }

  /** Spans in all requests. */
  public int spans() {
    return requests.stream().mapToInt(List::size).sum();
  }

  /** Counts the bytes. */
  @Benchmark
  public long bridge() throws IOException {
    long bytes = 0;
    for (List<SpanData> request : requests) {
      ProtobufWriter written = encoder.encode(request);
      written.writeTo(OutputStream.nullOutputStream());
      bytes += written.size();
    }
    return bytes;
  }

  /** Counts the bytes. */
  @Benchmark
  public long baseline() throws IOException {
    long bytes = 0;
    for (List<SpanData> request : requests) {
      TraceRequestMarshaler marshaler = TraceRequestMarshaler.create(request);
      marshaler.writeBinaryTo(OutputStream.nullOutputStream());
      bytes += marshaler.getBinarySerializedSize();
    }
    return bytes;
  }

  /** Runs both; takes JMH's own options. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    BaselineRun.run(SpanEncoderBenchmark.class, args, new SpanEncoderBenchmark().spans(), "spans");
  }
}
