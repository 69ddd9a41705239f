// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves one whole commit behind. */
class RocksStoreKillTest {
  @TempDir Path directory;

  @Test
  void killedWhileWriting_hasTheLastCommitOrTheOneUnderWay() throws Exception {
    int round = 1;
    for (int kill = 0; kill < 4; kill++) {
      int said = writeAndKill(round, 3 + 17 * kill);
      round = committedRound();
      assertThat(round).isGreaterThanOrEqualTo(said);
      round++;
    }
  }

  private int writeAndKill(int first, int rounds) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                directory.resolve("db").toString(),
                Integer.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int said = 0;
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < rounds; i++) {
        said = Integer.parseInt(lines.readLine());
      }
      process.destroyForcibly();
      assertThat(process.waitFor()).isNotZero();
    }
    return said;
  }

  private int committedRound() throws IOException {
    int[] round = {0};
    try (RocksStore store = new RocksStore(new StoreDirectory(directory.resolve("db")), 1)) {
      assertThat(store.read(in -> round[0] = in.readInt())).isTrue();
      for (int i = 0; i < KilledWriter.KEYS; i++) {
        assertThat(store.get(KilledWriter.key(i))).startsWith((byte) round[0]);
      }
    }
    return round[0];
  }
}
