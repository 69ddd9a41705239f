// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.github.otelmail.examples.bridge.BridgeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bridge beside the mail server. One follows the log for the demo's own collector; where the
 * user has a backend a second one does the same for that, which gives the same spans.
 */
final class Bridges implements AutoCloseable {
  private final Path log;
  private final Path directory;
  private final List<BridgeProcess> processes = new ArrayList<>();

  private Bridges(Path log, Path directory) {
    this.log = log;
    this.directory = directory;
  }

  /**
   * Starts following the log.
   *
   * @param directory for what the bridges print and remember
   */
  static Bridges start(String collector, Path log, Path directory) throws IOException {
    Bridges bridges = new Bridges(log, directory);
    bridges.follow(
        "demo",
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector,
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            collector + "/v1/traces",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf",
            "OTEL_TRACES_EXPORTER",
            "otlp"));
    if (ApplicationTelemetry.userHasBackend()) {
      bridges.follow("backend", Map.of());
    }
    return bridges;
  }

  private void follow(String name, Map<String, String> environment) throws IOException {
    List<String> command =
        List.of("run", "--state", directory.resolve(name + ".state").toString(), log.toString());
    processes.add(
        BridgeProcess.start(command, environment, directory.resolve(name + "-bridge.out")));
  }

  /** Ends them in good order; what they printed when one failed, else the empty string. */
  String stop() throws IOException, InterruptedException {
    StringBuilder problems = new StringBuilder();
    for (BridgeProcess process : processes) {
      if (process.stop() != 0) {
        problems.append(process.printed());
      }
    }
    return problems.toString();
  }

  @Override
  public void close() {
    processes.forEach(BridgeProcess::close);
  }
}
