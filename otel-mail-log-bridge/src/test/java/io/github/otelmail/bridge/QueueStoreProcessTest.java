// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is installed, without the library of the database. */
class QueueStoreProcessTest {
  private static final String WITHOUT_LIBRARY =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .filter(path -> !path.contains("rocksdbjni"))
          .collect(Collectors.joining(File.pathSeparator));

  @TempDir Path directory;

  private String ending(int code, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                WITHOUT_LIBRARY,
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }

  private String stateDir() throws IOException {
    return "--state-dir=" + Files.createDirectories(directory.resolve("state"));
  }

  @Test
  void rocksdbWithoutItsLibrary_saysWhatToPutWhere() throws Exception {
    String wanted = "--queue-store=rocksdb needs rocksdbjni-11.8.1.jar";
    assertThat(ending(2, "run", "--queue-store=rocksdb", stateDir(), "-")).contains(wanted);
    assertThat(ending(2, "check-config", "--queue-store=rocksdb", stateDir(), "-"))
        .contains("wrong    " + wanted);
  }

  @Test
  void heapAfterRocksdb_withoutItsLibrary_saysWhatToDo() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state").resolve("queue-store"));
    assertThat(ending(1, "run", "--once", stateDir(), "-"))
        .contains("the last run kept its checkpoint in a database, " + state)
        .contains("rocksdbjni-11.8.1.jar")
        .contains("Or delete that directory");
    assertThat(ending(0, "run", "--once", "--from=start", stateDir(), "-")).contains("ended");
    assertThat(state).doesNotExist();
  }
}
