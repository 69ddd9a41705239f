// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The application does what its scenarios say with every version, without any agent. */
class HarnessIT {
  static Iterable<MailVersion> versions() {
    return MailVersion.all();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void application_runsWithoutTheAgent(MailVersion version) {
    try (MailServers servers = new MailServers()) {
      Jvm.Ended ended = new MailAppRun(version, Role.NONE, servers).run();

      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.out()).contains("all done");
    }
  }
}
