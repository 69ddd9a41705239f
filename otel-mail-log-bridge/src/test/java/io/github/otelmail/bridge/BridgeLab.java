// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.telemetry.BridgeMetrics;
import io.github.otelmail.bridge.telemetry.EncodedSpans;
import io.github.otelmail.bridge.telemetry.SpanSettings;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import io.github.otelmail.semconv.AddressPolicy;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail host on paper: logs that grow while the bridge reads them, a receiver that checks what it
 * gets, a clock that goes only while the bridge waits, and a way to kill the bridge at any export.
 */
final class BridgeLab implements Outbox.Export, Waker {
  /** The bridge dies without another word. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** When the bridge dies, counted in exports over all its lives. */
  enum Death {
    BEFORE_THE_RECEIVER_HAS_IT,
    BEFORE_THE_CHECKPOINT
  }

  private final Path directory;
  private final StringWriter said = new StringWriter();
  private final Map<String, List<String>> unwritten = new TreeMap<>();
  private final List<String> files = new ArrayList<>();

  /** Span ids in the order of their first arrival, with the trace id before a slash. */
  private final Set<String> received = new LinkedHashSet<>();

  private final Map<String, String> parentOf = new HashMap<>();
  private final Map<String, String> traceOfThing = new HashMap<>();
  private final Map<Integer, Death> deaths = new HashMap<>();
  private int exports;
  private int largestExport;

  RunSettings.From from = RunSettings.From.CHECKPOINT;
  Start newFiles = Start.START;
  List<SourceFactory> others = List.of();
  boolean follow = true;
  UpstreamHosts upstreams = UpstreamHosts.NONE;
  boolean exporting = true;
  boolean growingAfterDeath;
  boolean showUnparsed;
  InputStream stdin = InputStream.nullInputStream();
  @Nullable QueueQuery queue;
  QueueStore queueStore = QueueStore.HEAP;
  int unpackedEntries = 20_000;
  Runnable onWake = () -> {};
  Runnable onDeath = () -> {};
  Consumer<SpanData> onSpan = span -> {};
  Runnable onWait = () -> {};
  MeterProvider meters = MeterProvider.noop();
  private int linesPerStep = 20;
  private int waitsPerStep = 1;
  private Duration secondsPerWait = Duration.ofSeconds(1);

  private @Nullable Bridge bridge;
  private long nanos = -5_000_000_000L;
  private int waits;

  BridgeLab(Path directory) {
    this.directory = directory;
  }

  /** A log that gets these lines while the bridge waits. */
  BridgeLab log(String name, List<String> lines) {
    files.add(directory.resolve(name).toString());
    unwritten.put(name, new ArrayList<>(lines));
    return this;
  }

  /** Reads these instead of the logs. */
  BridgeLab reading(Object... names) {
    files.clear();
    Stream.of(names).map(Object::toString).forEach(files::add);
    return this;
  }

  /** Names the logs by a pattern, not one by one. */
  BridgeLab namedBy(String pattern) {
    files.clear();
    files.add(directory.resolve(pattern).toString());
    return this;
  }

  BridgeLab inStepsOf(int lines) {
    linesPerStep = lines;
    return this;
  }

  /** The log is quiet for so long before each step. */
  BridgeLab quiet(int waitsBetween, Duration perWait) {
    waitsPerStep = waitsBetween;
    secondsPerWait = perWait;
    return this;
  }

  BridgeLab dyingAt(int export, Death how) {
    deaths.put(export, how);
    return this;
  }

  /** Runs the bridge until all lines are written and read, with as many lives as it takes. */
  BridgeLab run() {
    boolean alive = false;
    while (!alive) {
      waits = 0;
      try (Bridge opened = open()) {
        opened.run();
        alive = true;
      } catch (Killed e) {
        // It left everything behind as it was; the next life finds it so, or more.
        alive = false;
        onDeath.run();
        if (growingAfterDeath) {
          step();
        }
      }
    }
    return this;
  }

  Bridge open() {
    return open(settings(), null);
  }

  Bridge open(RunSettings settings, @Nullable Input standardInput) {
    PrintWriter out = new PrintWriter(said, true);
    RunListener listener = new RunListener(out, showUnparsed, AddressPolicy.DOMAIN);
    BridgeMetrics metrics = new BridgeMetrics(meters.get("lab"));
    Vitals vitals = new Vitals(this::nanos, () -> 0);
    bridge =
        new Bridge(settings, this, new Observers(listener, metrics, vitals), this, standardInput);
    return bridge;
  }

  RunSettings settings() {
    return new RunSettings(
        List.copyOf(files),
        from,
        newFiles,
        follow,
        directory.resolve("state"),
        ZoneOffset.UTC,
        new TraceContextResolver(null, TrustedNetworks.defaults()),
        SpanSettings.DEFAULT,
        new TrackerLimits(
            10_000,
            10_000,
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            0,
            unpackedEntries),
        upstreams,
        stdin,
        others,
        queueStore,
        queue);
  }

  @Override
  public boolean export(EncodedSpans spans) {
    exports++;
    largestExport = Math.max(largestExport, spans.size());
    Death death = deaths.get(exports);
    if (death == Death.BEFORE_THE_RECEIVER_HAS_IT) {
      throw new Killed();
    }
    if (!exporting) {
      return false;
    }
    for (SpanData span : spans.decoded()) {
      onSpan.accept(span);
      receive(span);
    }
    if (death == Death.BEFORE_THE_CHECKPOINT) {
      throw new Killed();
    }
    return true;
  }

  private void receive(SpanData span) {
    SpanContext parent = span.getParentSpanContext();
    if (parent.isValid() && !parent.isRemote()) {
      assertThat(received).as("parent of %s", span).contains(id(parent));
    }
    String id = id(span.getSpanContext());
    String knownParent = parentOf.putIfAbsent(id, id(parent));
    assertThat(knownParent).as("parent of %s", span).isIn(null, id(parent));
    received.add(id);
    String thing =
        span.getName()
            + span.getResource().getAttributes()
            + span.getAttributes()
            + span.getStartEpochNanos()
            + '-'
            + span.getEndEpochNanos();
    // Two recipients can have all of this in common, and then share the trace, not the span.
    String known = traceOfThing.putIfAbsent(thing, span.getTraceId());
    assertThat(known).as("trace of %s", thing).isIn(null, span.getTraceId());
  }

  private static String id(SpanContext span) {
    return span.getTraceId() + "/" + span.getSpanId();
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void await(long unused) {
    nanos += secondsPerWait.toNanos();
    waits++;
    onWait.run();
    if (waits % waitsPerStep != 0) {
      return;
    }
    if (!step() && waits > 20 && bridge != null) {
      bridge.stop();
    }
  }

  /** The logs grow; false when they are complete. */
  private boolean step() {
    boolean wrote = false;
    for (Map.Entry<String, List<String>> log : unwritten.entrySet()) {
      wrote |= write(log.getKey(), log.getValue());
    }
    return wrote;
  }

  private boolean write(String name, List<String> lines) {
    List<String> next = lines.subList(0, Math.min(linesPerStep, lines.size()));
    if (next.isEmpty()) {
      return false;
    }
    try {
      Files.write(
          directory.resolve(name),
          String.join("", next).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    next.clear();
    waits = 0;
    return true;
  }

  @Override
  public void wake() {
    nanos += TimeUnit.MILLISECONDS.toNanos(1);
    onWake.run();
  }

  Set<String> received() {
    return received;
  }

  /** Of every span the id of its parent. */
  Map<String, String> parents() {
    return parentOf;
  }

  int exports() {
    return exports;
  }

  int largestExport() {
    return largestExport;
  }

  /** The one that was opened last. */
  Bridge bridge() {
    return Objects.requireNonNull(bridge);
  }

  String said() {
    return said.toString();
  }
}
