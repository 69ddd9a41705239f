// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryPage.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailMetrics;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.api.common.AttributeKey;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TELEMETRY.md lists the constants of the vocabulary, all of them and no others. */
class TelemetryPageTest {

  private static <T> Map<String, T> constants(Class<?> of, Class<T> type) {
    Map<String, T> constants = new LinkedHashMap<>();
    for (Field field : of.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && type.isAssignableFrom(field.getType())) {
        try {
          constants.put(field.getName(), type.cast(field.get(null)));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    assertThat(constants).isNotEmpty();
    return constants;
  }

  @Test
  void attributes_areTheConstantsWithTheirTypes() {
    Map<String, String> constants = new TreeMap<>();
    constants(MailAttributes.class, AttributeKey.class)
        .values()
        .forEach(key -> constants.put(key.getKey(), TelemetryPage.type(key)));
    Map<String, String> rows = new TreeMap<>();
    PAGE.rows("Attributes").forEach((name, row) -> rows.put(name, row.get("Type")));

    assertThat(rows).isEqualTo(constants);
  }

  @Test
  void attributes_haveAllCells() {
    Set<String> shorts = new TreeSet<>(PAGE.rows("Span events").keySet());
    PAGE.rows("Spans").values().forEach(row -> shorts.add(row.get("Short")));
    shorts.add("metric");
    PAGE.rows("Attributes")
        .forEach(
            (name, row) -> {
              assertThat(row.get("Cardinality")).isIn("fixed", "low", "bounded", "high");
              assertThat(row.get("Source")).isIn("ECS", "OTel", "new");
              assertThat(row.get("Meaning and values")).as(name).isNotEmpty();
              assertThat(row.get("Example")).as(name).isNotEmpty();
              assertThat(shorts).contains(row.get("On").split(", "));
              assertThat(name).doesNotStartWith("otel.");
            });
  }

  @Test
  void highCardinality_isOnNoMetric() {
    PAGE.rows("Attributes")
        .forEach(
            (name, row) -> {
              if (row.get("On").contains("metric")) {
                assertThat(row.get("Cardinality")).as(name).isIn("fixed", "low");
              }
            });
  }

  @ParameterizedTest
  @CsvSource({
    "OUTCOME_, email.send.outcome",
    "OPERATION_, smtp.operation.name",
    "RECIPIENT_, smtp.recipient.result",
    "PHASE_, smtp.phase.name"
  })
  void values_areNamedWithTheirAttribute(String prefix, String attribute) {
    String meaning = PAGE.rows("Attributes").get(attribute).get("Meaning and values");
    Map<String, String> values = constants(MailValues.class, String.class);
    values.keySet().removeIf(name -> !name.startsWith(prefix));

    assertThat(values).isNotEmpty();
    values.values().forEach(value -> assertThat(meaning).contains("`" + value + "`"));
  }

  @Test
  void spans_areTheConstants() {
    assertThat(PAGE.rows("Spans").keySet())
        .containsExactlyInAnyOrderElementsOf(constants(MailSpanNames.class, String.class).values());
  }

  @Test
  void events_areTheConstants() {
    assertThat(PAGE.rows("Span events").keySet())
        .containsExactlyInAnyOrderElementsOf(
            constants(MailEventNames.class, String.class).values());
  }

  @Test
  void metrics_areTheConstants() {
    Map<String, String> names = constants(MailMetrics.class, String.class);
    names.keySet().removeIf(name -> name.startsWith("UNIT_"));

    assertThat(PAGE.rows("Metrics").keySet()).containsExactlyInAnyOrderElementsOf(names.values());
  }
}
