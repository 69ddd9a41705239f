// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Forks {@code otel-mail run}, and hears and signals it. */
final class RunProcesses implements AutoCloseable {
  private final List<Process> started = new ArrayList<>();

  Process start(String endpoint, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("run");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
    builder.environment().putAll(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "TZ", "UTC"));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  static void awaitSaying(BufferedReader said, String text) throws IOException {
    String unused = lineWith(said, text);
  }

  static String lineWith(BufferedReader said, String text) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = said.readLine();
    while (line != null && !line.contains(text)) {
      lines.add(line);
      line = said.readLine();
    }
    assertThat(line).as("the line with '%s' after %s", text, lines).isNotNull();
    return line;
  }

  /** Sends SIGTERM and leaves the streams open, unlike {@link Process#destroy}. */
  static void terminate(Process process) {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  static void hangUp(Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  static int portIn(String line) {
    return Integer.parseInt(line.replaceAll(".*:([0-9]+)\\]?$", "$1"));
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
