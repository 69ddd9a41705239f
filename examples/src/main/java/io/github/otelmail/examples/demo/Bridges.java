// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.github.otelmail.examples.bridge.BridgeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bridge beside the mail server: follows its log for the demo's own collector. Where the user
 * has a backend, the log goes there once more at the end, which gives the same spans.
 */
final class Bridges implements AutoCloseable {
  private final Path log;
  private final Path directory;
  private final BridgeProcess following;

  private Bridges(Path log, Path directory, BridgeProcess following) {
    this.log = log;
    this.directory = directory;
    this.following = following;
  }

  /**
   * Starts following the log.
   *
   * @param directory for what the bridge prints and remembers
   */
  static Bridges start(String collector, Path log, Path directory) throws IOException {
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector,
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            collector + "/v1/traces",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf",
            "OTEL_TRACES_EXPORTER",
            "otlp");
    List<String> command = command(directory.resolve("demo.state"), log);
    return new Bridges(
        log, directory, BridgeProcess.start(command, environment, directory.resolve("bridge.out")));
  }

  private static List<String> command(Path state, Path log) {
    return List.of("run", "--new-files=start", "--state-dir=" + state, log.toString());
  }

  /** Ends it in good order; what it printed when it failed, else the empty string. */
  String stop() throws IOException, InterruptedException {
    return following.stop() == 0 ? "" : following.printed();
  }

  /** Sends everything to the user's backend; what went wrong, else the empty string. */
  String sendToBackend() throws IOException, InterruptedException {
    Path output = directory.resolve("backend.out");
    Path state = directory.resolve("backend.state");
    List<String> command = new ArrayList<>(command(state, log));
    command.add(1, "--once");
    try {
      int status = BridgeProcess.run(command, Map.of(), output);
      return status == 0 ? "" : Files.readString(output);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    following.close();
  }
}
