// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every version of the mail library with the agent by itself, and with the agent as an extension:
 * all tell what the golden description says, and the application notices nothing.
 */
@Execution(ExecutionMode.CONCURRENT)
class VersionMatrixIT {
  static Stream<Arguments> runs() {
    return Stream.of(Role.STANDALONE, Role.EXTENSION)
        .flatMap(
            role ->
                MailVersion.all().stream()
                    .filter(VersionMatrixIT::runsHere)
                    .map(version -> Arguments.of(version, role)));
  }

  /** Two of them are class files of Java 9 and 11. */
  private static boolean runsHere(MailVersion version) {
    boolean runs =
        Jdks.hasModules(Jdks.ofApplications())
            || !List.of("angus-mail-2.0.0", "angus-mail-2.1.0-M1").contains(version.name());
    if (!runs) {
      System.out.println(version + " does not run on Java 8: nothing to see");
    }
    return runs;
  }

  @ParameterizedTest
  @MethodSource("runs")
  void spans_areThoseOfTheDescription(MailVersion version, Role role) throws IOException {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended = new MailAppRun(version, role, servers).exportTo(receiver).run();

      String description = Description.of(servers, receiver);
      String golden = Golden.read().of(version, role);
      Path folder = Workplace.folder("descriptions");
      Files.writeString(folder.resolve(version + "-" + role + ".txt"), description);
      Files.writeString(folder.resolve(version + "-" + role + ".expected.txt"), golden);
      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.out()).as(ended.all()).contains("all done");
      SoftAssertions.assertSoftly(
          softly -> {
            Map<String, String> actual = byScenario(description);
            Map<String, String> expected = byScenario(golden);
            softly.assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, text) -> softly.assertThat(actual.get(name)).isEqualTo(text));
          });
      assertThat(ended.said()).as(ended.all()).isEmpty();
    }
  }

  /** So that a failure shows the scenarios that differ, not all of them. */
  private static Map<String, String> byScenario(String description) {
    Map<String, String> scenarios = new LinkedHashMap<>();
    for (String part : description.split("\n(?=\\[)", -1)) {
      scenarios.put(part.lines().findFirst().orElseThrow(), part);
    }
    return scenarios;
  }
}
