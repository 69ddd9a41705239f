// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path directory;

  @Test
  void byDefault_isWhatSystemdGives() {
    Map<String, String> environment =
        Map.of("STATE_DIRECTORY", "/var/lib/otel-mail:/var/lib/other", "XDG_STATE_HOME", "/x");
    assertThat(StateDirectory.byDefault(environment)).isEqualTo(Path.of("/var/lib/otel-mail"));
  }

  @Test
  void byDefault_isInTheStateHome() {
    assertThat(StateDirectory.byDefault(Map.of("XDG_STATE_HOME", "/x")))
        .isEqualTo(Path.of("/x/otel-mail"));
    assertThat(StateDirectory.byDefault(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/otel-mail"));
  }

  @Test
  void aMissingDirectory_isMade() {
    Path missing = directory.resolve("a/b");
    try (StateDirectory state = StateDirectory.open(missing)) {
      assertThat(state.path()).isDirectory();
    }
  }

  @Test
  void aSecondOwner_isRefusedWithTheFirstOnesProcess() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      assertThatThrownBy(() -> StateDirectory.open(state.path()))
          .isInstanceOf(FailedException.class)
          .hasMessageContainingAll(
              "process " + ProcessHandle.current().pid(), directory.toString(), "--state-dir");
    }
    StateDirectory.open(directory).close();
  }

  @Test
  void aDirectoryThatCannotBeMade_isNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> StateDirectory.open(file))
        .isInstanceOf(FailedException.class)
        .hasMessageContainingAll(file.toString(), "--state-dir");
  }
}
