// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BridgeMetricsTest {
  private static final LogLine LINE = LogLine.of("a line");

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider provider =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final BridgeMetrics metrics = new BridgeMetrics(provider.get("test"));

  @AfterEach
  void close() {
    provider.close();
  }

  private void tellEverything() {
    metrics.observe(() -> 3, () -> OptionalLong.of(1_500_000_000), () -> 77, () -> 88);
    for (int length : new int[] {10, 20, 30, 40}) {
      metrics.taken(length);
    }
    metrics.parsed();
    metrics.event();
    metrics.ignored();
    metrics.foreign();
    metrics.unparsed("smtpd", LINE);
    metrics.lineCut();
    metrics.lost("syslog-udp queue full", 5);
    metrics.gaveUp();
    metrics.spans(1);
    metrics.sendSpans("learned", 2);
    metrics.sendSpans("joined", 0);
    metrics.sending(7);
    metrics.answered(Duration.ofMillis(3), "503");
    metrics.retried(7);
    metrics.sending(7);
    metrics.answered(Duration.ofMillis(3), null);
    metrics.exported(5);
    metrics.refused(2, BridgeMetrics.PARTIAL_SUCCESS, "no");
    metrics.checkpoint(Duration.ofMillis(9), null);
    metrics.checkpoint(Duration.ofMillis(9), "java.io.IOException");
  }

  /** Sums and gauges by name and attribute values. */
  private Map<String, Number> values() {
    Map<String, Number> values = new TreeMap<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      String name = metric.getName().replace("otelmail.bridge.", "");
      for (LongPointData point : metric.getLongSumData().getPoints()) {
        values.put(name + List.copyOf(point.getAttributes().asMap().values()), point.getValue());
      }
    }
    return values;
  }

  @Test
  void everyStage_isCounted() {
    tellEverything();
    metrics.flush();
    assertThat(values())
        .containsEntry("input.lines[parsed]", 1L)
        .containsEntry("input.lines[ignored]", 1L)
        .containsEntry("input.lines[foreign]", 1L)
        .containsEntry("input.lines[unparsed]", 1L)
        .containsEntry("input.size[]", 100L)
        .containsEntry("input.unparsed[smtpd]", 1L)
        .containsEntry("input.cut[]", 1L)
        .containsEntry("input.lost[syslog-udp queue full]", 5L)
        .containsEntry("input.lag.size[]", 77L)
        .containsEntry("parser.events[]", 1L)
        .containsEntry("tracker.abandoned[]", 1L)
        .containsEntry("tracker.entries[]", 3L)
        .containsEntry("spans[]", 1L)
        .containsEntry("exporter.span.exported[]", 5L)
        .containsEntry("exporter.span.exported[partial_success]", 2L)
        .containsEntry("exporter.span.retried[]", 7L)
        .containsEntry("exporter.span.inflight[]", 0L);
  }

  @Test
  void lines_areHandedOnOnce() {
    metrics.parsed();
    metrics.flush();
    metrics.flush();
    metrics.parsed();
    assertThat(values()).containsEntry("input.lines[parsed]", 1L);
    metrics.flush();
    assertThat(values()).containsEntry("input.lines[parsed]", 2L);
  }

  @Test
  void spansOnTheirWay_areInFlight() {
    metrics.sending(4096);
    assertThat(values()).containsEntry("exporter.span.inflight[]", 4096L);
  }

  @Test
  void namesBeyondTheFirstHundred_areOther() {
    for (int i = 0; i < 130; i++) {
      metrics.unparsed("kind" + i, LINE);
      metrics.lost("cause" + i, 2);
    }
    assertThat(values())
        .containsEntry("input.unparsed[kind99]", 1L)
        .containsEntry("input.unparsed[other]", 30L)
        .containsEntry("input.lost[other]", 60L);
  }

  @Test
  void whatIsNotKnownYet_isNotReported() {
    metrics.observe(() -> 0, OptionalLong::empty, () -> 0, () -> 0);
    assertThat(reader.collectAllMetrics())
        .extracting(MetricData::getName)
        .doesNotContain("otelmail.bridge.input.lag.time");
  }

  @Test
  void page_listsWhatIsEmittedAndNothingElse() throws IOException {
    tellEverything();
    metrics.flush();
    Set<String> emitted = new TreeSet<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      emitted.add(row(metric));
    }
    assertThat(page("| Metric of the bridge |")).isEqualTo(emitted);
    assertThat(emitted).noneMatch(row -> row.contains("`otel."));
  }

  private static String row(MetricData metric) {
    Collection<? extends PointData> points = metric.getData().getPoints();
    String attributes =
        points.stream()
            .flatMap(point -> point.getAttributes().asMap().keySet().stream())
            .map(key -> "`" + key.getKey() + "`")
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String instrument =
        switch (metric.getType()) {
          case LONG_SUM -> metric.getLongSumData().isMonotonic() ? "counter" : "updowncounter";
          case DOUBLE_GAUGE -> "gauge";
          case HISTOGRAM -> "histogram";
          default -> metric.getType().name();
        };
    return String.join(
        " | ", "`" + metric.getName() + "`", instrument, "`" + metric.getUnit() + "`", attributes);
  }

  /** The first four cells of the rows of the table that begins so. */
  private static Set<String> page(String head) throws IOException {
    return Files.readAllLines(Path.of("TELEMETRY.md")).stream()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.asList(line.split("\\|")).subList(1, 5))
        .map(cells -> cells.stream().map(String::strip).collect(Collectors.joining(" | ")))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
