// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.capture.Capture;
import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.bridge.yardstick.BaselineRun;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
 * Histories to OTLP requests of 4096 spans, as the log of a real Postfix gives them; the baseline
 * is the SDK's marshaler, which is given the same spans, made beforehand. Both write to nowhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MailSpansBenchmark {
  private static final TrackerLimits LIMITS =
      new TrackerLimits(500_000, 500_000, Duration.ofSeconds(30), Duration.ofSeconds(30), 0);

  private final EncodedSpans spans = new EncodedSpans();
  private final MailSpans mailSpans =
      new MailSpans(
          new TraceContextResolver(null, TrustedNetworks.defaults()), SpanSettings.DEFAULT, spans);
  private final List<Consumer<HistorySink>> history = history();
  private final List<List<SpanData>> requests = requests();

  private static List<Consumer<HistorySink>> history() {
    Recorder recorder = new Recorder();
    Tracker tracker = new Tracker(LIMITS, recorder, PipelineListener.NOOP);
    for (Capture.Said said : Capture.named("mix-large").events()) {
      tracker.event(said.header(), said.event());
    }
    tracker.finish();
    return recorder.calls;
  }

  private List<List<SpanData>> requests() {
    history.forEach(call -> call.accept(mailSpans));
    List<List<SpanData>> made = new ArrayList<>();
    for (int from = 0; from < spans.size(); ) {
      SpanRequest request = SpanRequest.next(spans, from);
      made.add(request.decoded());
      from = request.end();
    }
    spans.clear();
    return made;
  }

  /** Spans of the log. */
  public int spans() {
    return requests.stream().mapToInt(List::size).sum();
  }

  /** Counts the bytes. */
  @Benchmark
  public long bridge() throws IOException {
    long bytes = 0;
    for (Consumer<HistorySink> call : history) {
      call.accept(mailSpans);
      if (spans.size() >= SpanRequest.MAX_SPANS) {
        bytes += send();
      }
    }
    return bytes + send();
  }

  private long send() throws IOException {
    long bytes = 0;
    for (int from = 0; from < spans.size(); ) {
      SpanRequest request = SpanRequest.next(spans, from);
      request.writeMessage(OutputStream.nullOutputStream());
      bytes += request.getContentLength();
      from = request.end();
    }
    spans.clear();
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

  /** Keeps what a tracker tells, to tell it again. */
  private static final class Recorder implements HistorySink {
    final List<Consumer<HistorySink>> calls = new ArrayList<>();

    @Override
    public boolean wantsDeliveries() {
      return false;
    }

    @Override
    public void received(Entry entry) {
      calls.add(sink -> sink.received(entry));
    }

    @Override
    public void waited(Entry entry, Wait wait) {
      calls.add(sink -> sink.waited(entry, wait));
    }

    @Override
    public void attempted(Entry entry, Attempt attempt) {
      calls.add(sink -> sink.attempted(entry, attempt));
    }

    @Override
    public void finished(Entry entry, Delivery delivery) {
      calls.add(sink -> sink.finished(entry, delivery));
    }

    @Override
    public void closed(Entry entry, List<Delivery> deliveries) {
      calls.add(sink -> sink.closed(entry, deliveries));
    }
  }

  /** Runs both; takes JMH's own options. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    BaselineRun.run(MailSpansBenchmark.class, args, new MailSpansBenchmark().spans(), "spans");
  }
}
