// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the README's tables to the vocabulary. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void spanTable_namesEverySpan() throws IOException {
    assertThat(firstColumn("| span | kind |")).isEqualTo(constants(MailSpanNames.class));
  }

  @Test
  void attributeTable_namesAttributesThatExist() throws IOException {
    assertThat(constants(MailAttributes.class))
        .containsAll(firstColumn("| attribute to search by |"));
  }

  @Test
  void outcomesAndReasons_areThoseOfTheCode() throws IOException {
    Set<String> outcomes =
        Arrays.stream(Outcome.values()).map(Outcome::word).collect(Collectors.toSet());
    Set<String> reasons =
        Arrays.stream(FailureReason.values()).map(FailureReason::word).collect(Collectors.toSet());
    assertThat(outcomes).containsAll(valuesOf("email.delivery.outcome"));
    assertThat(reasons).containsAll(valuesOf("email.delivery.reason"));
  }

  @Test
  void links_leadToFiles() throws IOException {
    Matcher link = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)\\)").matcher(readme());
    List<String> broken = new ArrayList<>();
    int links = 0;
    while (link.find()) {
      links++;
      if (!Files.exists(ROOT.resolve(link.group(1)))) {
        broken.add(link.group(1));
      }
    }
    assertThat(links).isPositive();
    assertThat(broken).isEmpty();
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  /** The code words in the first column of the table whose head starts so. */
  private static Set<String> firstColumn(String head) throws IOException {
    Set<String> words = new TreeSet<>();
    for (String row : rows(head)) {
      words.addAll(codeWords(row.split("\\|", -1)[1]));
    }
    return words;
  }

  private static Set<String> valuesOf(String attribute) throws IOException {
    Set<String> values = new TreeSet<>();
    for (String row : rows("| attribute to search by |")) {
      if (row.startsWith("| `" + attribute + "`")) {
        values.addAll(codeWords(row.split("\\|", -1)[2]));
      }
    }
    assertThat(values).isNotEmpty();
    return values;
  }

  private static List<String> rows(String head) throws IOException {
    List<String> rows =
        readme()
            .lines()
            .dropWhile(line -> !line.startsWith(head))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).isNotEmpty();
    return rows;
  }

  private static Set<String> codeWords(String text) {
    Set<String> words = new TreeSet<>();
    Matcher code = CODE.matcher(text);
    while (code.find()) {
      words.add(code.group(1));
    }
    return words;
  }

  private static Set<String> constants(Class<?> vocabulary) {
    Set<String> names = new TreeSet<>();
    for (Field field : vocabulary.getFields()) {
      try {
        Object value = field.get(null);
        names.add(value instanceof AttributeKey<?> key ? key.getKey() : String.valueOf(value));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return names;
  }
}
