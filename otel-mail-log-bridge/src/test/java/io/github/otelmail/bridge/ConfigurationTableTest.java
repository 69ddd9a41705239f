// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Holds the table of the configuration page to the options that there are. */
class ConfigurationTableTest {
  private static final String HEAD = "| flag | in the environment | in the file | default |";

  @Test
  void table_hasEveryOptionWithItsNamesAndDefault() throws IOException {
    List<String> expected = new ArrayList<>();
    for (ArgSpec argument : Main.commandLine(new RunOptions()).getCommandSpec().args()) {
      String name = Configuration.nameOf(argument);
      expected.add(
          "| %s | `%s` | `%s` | %s |"
              .formatted(
                  flag(argument), Configuration.variableOf(name), name, byDefault(argument)));
    }
    assertThat(rows().stream().map(row -> row.substring(0, row.indexOf(" |", cells(row, 4)) + 2)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void table_explainsEveryOption() throws IOException {
    assertThat(rows())
        .allSatisfy(row -> assertThat(row.split(" \\| ", -1)[4].strip()).hasSizeGreaterThan(10));
  }

  private static List<String> rows() throws IOException {
    List<String> rows =
        Files.readString(Path.of("CONFIGURATION.md"))
            .lines()
            .dropWhile(line -> !line.startsWith(HEAD))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).isNotEmpty();
    return rows;
  }

  /** Where the cell of this number begins. */
  private static int cells(String row, int number) {
    String[] cells = row.split(" \\| ", -1);
    return String.join(" | ", Arrays.copyOf(cells, number - 1)).length() + 1;
  }

  private static String flag(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return "`" + argument.paramLabel() + "…`";
    }
    boolean many = option.isMultiValue();
    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    if (option.arity().min() == 0 && !value.isEmpty()) {
      value = "[" + value + "]";
    }
    return "`" + option.longestName() + value.replace("|", "\\|") + (many ? "…`" : "`");
  }

  private static String byDefault(ArgSpec argument) {
    return Configuration.byDefault(argument).map(value -> "`" + value + "`").orElse("");
  }
}
