// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every version of the mail library with the agent by itself, and with the agent as an extension:
 * all tell what the golden description says, and the application notices nothing.
 *
 * <p>The official agent takes its time to start, so as an extension the agent is tried with the
 * oldest and the newest version of each flavour only, unless {@code -Dotelmail.all=true}.
 */
class VersionMatrixIT {
  static Stream<Arguments> runs() {
    List<MailVersion> all = MailVersion.all();
    return Stream.concat(
        all.stream().map(version -> Arguments.of(version, Role.STANDALONE)),
        all.stream()
            .filter(VersionMatrixIT::alsoAsExtension)
            .map(version -> Arguments.of(version, Role.EXTENSION)));
  }

  private static boolean alsoAsExtension(MailVersion version) {
    if (Boolean.getBoolean("otelmail.all")) {
      return true;
    }
    List<MailVersion> same =
        MailVersion.all().stream().filter(v -> v.flavour() == version.flavour()).toList();
    return version.equals(same.get(0)) || version.equals(same.get(same.size() - 1));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void spans_areThoseOfTheDescription(MailVersion version, Role role) throws IOException {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended = new MailAppRun(version, role, servers).exportTo(receiver).run();

      String description = Description.of(servers, receiver);
      Files.writeString(
          Workplace.folder("descriptions").resolve(version + "-" + role + ".txt"), description);
      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.out()).as(ended.all()).contains("all done");
      assertThat(description).isEqualTo(Golden.read().of(version, role));
      assertThat(ended.err()).as(ended.all()).isEmpty();
    }
  }
}
