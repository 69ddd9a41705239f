// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private static final Set<String> COMMANDS =
      Set.of("run", "analyze", "trace", "doctor", "check-config");

  @Test
  void help_listsEveryCommand() {
    assertThat(Main.withCommands("--help").getSubcommands()).containsOnlyKeys(COMMANDS);
    assertThat(Main.withCommands().getSubcommands()).containsOnlyKeys(COMMANDS);
  }

  @Test
  void firstArgument_isTheOnlyCommandThatIsSetUp() {
    for (String command : COMMANDS) {
      CommandLine line = Main.withCommands(command, "--help");

      assertThat(line.getSubcommands()).containsOnlyKeys(command);
      assertThat(line.getSubcommands().values())
          .allSatisfy(
              each -> assertThat(each.getUsageMessage()).startsWith("Usage: otel-mail " + command));
    }
  }

  @Test
  void misspeltCommand_isAnsweredWithTheRightOne() {
    StringWriter err = new StringWriter();
    CommandLine line = Main.withCommands("analyse").setErr(new PrintWriter(err));

    assertThat(line.execute("analyse")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean: otel-mail analyze?");
  }
}
