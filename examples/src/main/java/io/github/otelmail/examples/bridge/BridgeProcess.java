// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.bridge;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command of the bridge, run in a JVM of its own with this JVM's class path: what {@code
 * otel-mail COMMAND} runs. It ends with this JVM at the latest.
 */
public final class BridgeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final Path output;
  private final Thread shutdownHook = new Thread(this::kill, "stop the bridge");

  private BridgeProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param arguments of the command line, the command's name first
   * @param environment variables to set, over this process's own
   * @param output file to which what it prints is appended
   * @throws IOException when there is no JVM to start
   */
  public static BridgeProcess start(
      List<String> arguments, Map<String, String> environment, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.github.otelmail.bridge.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    BridgeProcess bridge = new BridgeProcess(builder.start(), output);
    Runtime.getRuntime().addShutdownHook(bridge.shutdownHook);
    return bridge;
  }

  /**
   * Starts a command that sends to a receiver of OTLP over HTTP.
   *
   * @param endpoint what {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to be set to
   */
  public static BridgeProcess start(List<String> arguments, String endpoint, Path output)
      throws IOException {
    return start(
        arguments,
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            endpoint,
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf"),
        output);
  }

  /** Runs a command to its end and gives back its exit code. */
  public static int run(List<String> arguments, Map<String, String> environment, Path output)
      throws IOException, InterruptedException {
    try (BridgeProcess bridge = start(arguments, environment, output)) {
      return bridge.waitFor();
    }
  }

  /** The exit code; throws when it does not end within 20 seconds. */
  public int waitFor() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the bridge does not end; it printed:\n" + printed());
    }
    return process.exitValue();
  }

  /** True until it ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end in good order (SIGTERM) and gives back its exit code. */
  public int stop() throws IOException, InterruptedException {
    process.destroy();
    return waitFor();
  }

  /** Ends it at once ({@code kill -9}), and waits until it is gone. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything it printed so far. */
  public String printed() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs, and finds the work done.
    }
  }
}
