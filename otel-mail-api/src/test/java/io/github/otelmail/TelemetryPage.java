// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of TELEMETRY.md: for each section, the cells of a row by its first cell. */
final class TelemetryPage {
  static final TelemetryPage PAGE = new TelemetryPage();

  /** Cells by column, by name, for the table of each section. */
  private final Map<String, Map<String, Map<String, String>>> sections = new LinkedHashMap<>();

  private TelemetryPage() {
    String section = "";
    List<String> columns = null;
    for (String line : lines()) {
      if (line.startsWith("## ")) {
        section = line.substring(3);
        columns = null;
      } else if (!line.startsWith("|")) {
        columns = null;
      } else if (columns == null) {
        columns = cells(line);
      } else if (!line.startsWith("|---")) {
        add(section, columns, cells(line));
      }
    }
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("TELEMETRY.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
      cells.add(cell.trim());
    }
    return cells;
  }

  private void add(String section, List<String> columns, List<String> cells) {
    assertThat(cells).as(section + " " + cells).hasSameSizeAs(columns);
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(columns.get(i), cells.get(i));
    }
    Object former =
        sections
            .computeIfAbsent(section, name -> new LinkedHashMap<>())
            .put(cells.get(0).replace("`", ""), row);
    assertThat(former).as("a second row for " + cells.get(0)).isNull();
  }

  Map<String, Map<String, String>> rows(String section) {
    return sections.get(section);
  }

  private String cell(String section, String name, String column) {
    Map<String, String> row = rows(section).get(name);
    assertThat(row).as(name + " is not in TELEMETRY.md under " + section).isNotNull();
    return row.get(column);
  }

  void assertListed(SpanData span) {
    assertThat(cell("Spans", span.getName(), "Kind")).isEqualTo(span.getKind().name());
    String where = cell("Spans", span.getName(), "Short");
    assertListed(span.getAttributes(), where);
    for (EventData event : span.getEvents()) {
      assertThat(words(cell("Span events", event.getName(), "On"))).contains(where);
      assertListed(event.getAttributes(), event.getName());
      event
          .getAttributes()
          .forEach(
              (key, value) ->
                  assertThat(words(cell("Span events", event.getName(), "Attributes")))
                      .contains("`" + key.getKey() + "`"));
    }
  }

  private void assertListed(Attributes attributes, String where) {
    attributes.forEach(
        (key, value) -> {
          assertThat(words(cell("Attributes", key.getKey(), "On")))
              .as("where " + key + " is, by TELEMETRY.md")
              .contains(where);
          assertThat(cell("Attributes", key.getKey(), "Type")).isEqualTo(type(key));
        });
  }

  void assertListed(MetricData metric, PointData point) {
    String name = metric.getName();
    assertThat(cell("Metrics", name, "Unit")).isEqualTo("`" + metric.getUnit() + "`");
    assertThat(cell("Metrics", name, "Instrument"))
        .isEqualTo(
            switch (metric.getType()) {
              case HISTOGRAM -> "histogram";
              case LONG_SUM -> "counter";
              default -> metric.getType().name();
            });
    assertListed(point.getAttributes(), "metric");
    point
        .getAttributes()
        .forEach(
            (key, value) ->
                assertThat(words(cell("Metrics", name, "Attributes")))
                    .contains("`" + key.getKey() + "`"));
  }

  static String type(AttributeKey<?> key) {
    return switch (key.getType()) {
      case LONG -> "int";
      case STRING_ARRAY -> "string[]";
      default -> key.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static List<String> words(String cell) {
    return List.of(cell.split(",\\s*"));
  }
}
