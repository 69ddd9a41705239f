// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge tells about itself: every stage from the line to the acknowledged span. The
 * metrics are those of {@code TELEMETRY.md}; those of the export are modelled on OpenTelemetry's
 * own of its SDK ({@code otel.sdk.exporter.*}).
 *
 * <p>What happens for each line is only counted up; {@link #flush} hands it on. For one thread.
 */
public final class BridgeMetrics implements PipelineListener, ExportListener {
  static final AttributeKey<String> OUTCOME = stringKey("otelmail.bridge.line.outcome");
  static final AttributeKey<String> KIND = stringKey("otelmail.bridge.line.kind");
  static final AttributeKey<String> SEND_SPAN_OUTCOME =
      stringKey("otelmail.bridge.send_span.outcome");
  static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");

  /** Stands for what a receiver took only a part of. */
  static final String PARTIAL_SUCCESS = "partial_success";

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MAX_NAMES = 100;
  private static final String OTHER = "other";
  private static final List<Double> SECONDS =
      List.of(
          0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

  private final Meter meter;
  private final LongCounter lines;
  private final LongCounter bytes;
  private final LongCounter unparsed;
  private final LongCounter lost;
  private final LongCounter cut;
  private final LongCounter events;
  private final LongCounter abandoned;
  private final LongCounter sendSpans;
  private final LongCounter spans;
  private final LongCounter exported;
  private final LongCounter retried;
  private final LongUpDownCounter inflight;
  private final DoubleHistogram exportDuration;
  private final DoubleHistogram checkpointDuration;

  private final Tally parsedLines;
  private final Tally ignoredLines;
  private final Tally foreignLines;
  private final Tally unparsedLines;
  private final Tally takenBytes;
  private final Tally seenEvents;
  private final Tally madeSpans;
  private final Map<String, Attributes> kinds = new HashMap<>();
  private final Map<String, Attributes> causes = new HashMap<>();
  private Runnable observation = () -> {};
  private int sending;

  /**
   * @param meter makes the instruments; see {@link MetricsExport#meter()}
   */
  public BridgeMetrics(Meter meter) {
    this.meter = meter;
    lines = counter("input.lines", "{line}", "Lines taken from the inputs");
    bytes = counter("input.size", "By", "Their bytes");
    unparsed = counter("input.unparsed", "{line}", "Lines of the MTA that no rule knows");
    lost = counter("input.lost", "{line}", "Lines lost or refused before they were read");
    cut = counter("input.cut", "{line}", "Lines longer than the limit");
    events = counter("parser.events", "{event}", "What the lines say about messages");
    abandoned = counter("tracker.abandoned", "{entry}", "Queue entries given up unfinished");
    sendSpans = counter("send_spans", "{span}", "What applications told of mails they sent");
    spans = counter("spans", "{span}", "Spans made");
    exported = counter("exporter.span.exported", "{span}", "Spans acknowledged, or dropped");
    retried = counter("exporter.span.retried", "{span}", "Spans to be sent again");
    inflight =
        meter
            .upDownCounterBuilder(name("exporter.span.inflight"))
            .setUnit("{span}")
            .setDescription("Spans sent and not answered")
            .build();
    exportDuration = histogram("exporter.operation.duration", "Duration of an export request");
    checkpointDuration = histogram("checkpoint.duration", "Duration of writing a checkpoint");
    parsedLines = new Tally(lines, Attributes.of(OUTCOME, "parsed"));
    ignoredLines = new Tally(lines, Attributes.of(OUTCOME, "ignored"));
    foreignLines = new Tally(lines, Attributes.of(OUTCOME, "foreign"));
    unparsedLines = new Tally(lines, Attributes.of(OUTCOME, "unparsed"));
    takenBytes = new Tally(bytes, Attributes.empty());
    seenEvents = new Tally(events, Attributes.empty());
    madeSpans = new Tally(spans, Attributes.empty());
  }

  /**
   * Spans of applications that sent mails.
   *
   * @param outcome {@code learned}, {@code joined} with a mail, or {@code evicted}
   */
  public void sendSpans(String outcome, long count) {
    if (count > 0) {
      sendSpans.add(count, Attributes.of(SEND_SPAN_OUTCOME, outcome));
    }
  }

  /** Counts for one thread, handed on now and then. */
  private static final class Tally {
    private final LongCounter counter;
    private final Attributes attributes;
    private long count;

    Tally(LongCounter counter, Attributes attributes) {
      this.counter = counter;
      this.attributes = attributes;
    }

    void flush() {
      if (count > 0) {
        counter.add(count, attributes);
        count = 0;
      }
    }
  }

  /**
   * What is looked at when metrics are collected, by another thread, from now on instead of what
   * was before.
   *
   * @param entries queue entries kept
   * @param lagNanos age of the oldest line that waits or whose spans are not acknowledged; empty
   *     while nobody knows
   * @param lagBytes bytes of log files and spools that were not read
   * @param spoolBytes bytes on disk of what was received and is kept
   */
  public void observe(
      LongSupplier entries,
      Supplier<OptionalLong> lagNanos,
      LongSupplier lagBytes,
      LongSupplier spoolBytes) {
    observation.run();
    ObservableLongUpDownCounter kept =
        level("tracker.entries", "{entry}", "Queue entries kept in memory", entries);
    ObservableDoubleGauge time =
        meter
            .gaugeBuilder(name("input.lag.time"))
            .setUnit("s")
            .setDescription("Age of the oldest line whose spans are not acknowledged")
            .buildWithCallback(
                measurement ->
                    lagNanos
                        .get()
                        .ifPresent(nanos -> measurement.record(nanos / NANOS_PER_SECOND)));
    ObservableLongUpDownCounter size =
        level(
            "input.lag.size",
            "By",
            "Bytes of log files and spools that are not read yet",
            lagBytes);
    ObservableLongUpDownCounter stored =
        level("spool.size", "By", "Bytes on disk of what network inputs received", spoolBytes);
    observation =
        () -> {
          kept.close();
          time.close();
          size.close();
          stored.close();
        };
  }

  private ObservableLongUpDownCounter level(
      String name, String unit, String description, LongSupplier value) {
    return meter
        .upDownCounterBuilder(name(name))
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(measurement -> measurement.record(value.getAsLong()));
  }

  /** Hands on what was counted. To be called often enough for a dashboard. */
  public void flush() {
    parsedLines.flush();
    ignoredLines.flush();
    foreignLines.flush();
    unparsedLines.flush();
    takenBytes.flush();
    seenEvents.flush();
    madeSpans.flush();
  }

  /** A line said something about a message. */
  public void event() {
    seenEvents.count++;
  }

  /** So many more spans were made. */
  public void spans(long made) {
    madeSpans.count += made;
  }

  /**
   * A checkpoint was written, or could not be.
   *
   * @param errorType null for success, else the exception's class
   */
  public void checkpoint(Duration took, @Nullable String errorType) {
    checkpointDuration.record(took.toNanos() / NANOS_PER_SECOND, error(errorType));
  }

  @Override
  public void taken(int length) {
    takenBytes.count += length;
  }

  @Override
  public void parsed() {
    parsedLines.count++;
  }

  @Override
  public void ignored() {
    ignoredLines.count++;
  }

  @Override
  public void foreign() {
    foreignLines.count++;
  }

  @Override
  public void unparsed(String kind, LogLine line) {
    unparsedLines.count++;
    unparsed.add(1, named(kinds, KIND, kind));
  }

  @Override
  public void gaveUp() {
    abandoned.add(1);
  }

  @Override
  public void lineCut() {
    cut.add(1);
  }

  @Override
  public void lost(String cause, long count) {
    lost.add(count, named(causes, ERROR_TYPE, cause));
  }

  @Override
  public void sending(int count) {
    sending = count;
    inflight.add(count);
  }

  @Override
  public void answered(Duration took, @Nullable String errorType) {
    inflight.add(-sending);
    sending = 0;
    exportDuration.record(took.toNanos() / NANOS_PER_SECOND, error(errorType));
  }

  @Override
  public void exported(int count) {
    exported.add(count);
  }

  @Override
  public void retried(int count) {
    retried.add(count);
  }

  @Override
  public void refused(int count, String errorType, String reason) {
    exported.add(count, error(errorType));
  }

  /** The first names stand for themselves, all others together for {@code other}. */
  private static Attributes named(
      Map<String, Attributes> known, AttributeKey<String> key, String name) {
    Attributes attributes = known.get(name);
    if (attributes != null) {
      return attributes;
    }
    if (known.size() >= MAX_NAMES) {
      return Attributes.of(key, OTHER);
    }
    Attributes added = Attributes.of(key, name);
    known.put(name, added);
    return added;
  }

  private static Attributes error(@Nullable String type) {
    return type == null ? Attributes.empty() : Attributes.of(ERROR_TYPE, type);
  }

  private static String name(String end) {
    return "otelmail.bridge." + end;
  }

  private LongCounter counter(String name, String unit, String description) {
    return meter.counterBuilder(name(name)).setUnit(unit).setDescription(description).build();
  }

  private DoubleHistogram histogram(String name, String description) {
    return meter
        .histogramBuilder(name(name))
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }
}
