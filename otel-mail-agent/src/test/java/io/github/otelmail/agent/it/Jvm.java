// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A JVM to be forked, and what it is started with. */
final class Jvm {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int MAX_SECONDS = 180;

  private final Role role;
  private final List<Path> classPath = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path home = Jdks.ofApplications();

  /**
   * How it ended.
   *
   * @param seconds of the clock on the wall
   */
  record Ended(int status, String out, String err, double seconds) {
    /**
     * The lines on standard error, but for what the JVM says when anything is added to the
     * bootstrap class path, and what the official agent says when it starts.
     */
    List<String> said() {
      return err.lines()
          .filter(line -> !line.isBlank())
          .filter(line -> !line.contains("VM warning: Sharing is only supported for boot loader"))
          .filter(line -> !line.startsWith("[otel.javaagent "))
          .toList();
    }

    /** Everything, for the description of a failure. */
    String all() {
      return "status " + status + "\n" + out + "\n--- standard error:\n" + err;
    }
  }

  Jvm(Role role) {
    this.role = role;
    // Short runs: compile little, and quickly.
    options("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");
  }

  Jvm classPath(List<Path> files) {
    classPath.addAll(files);
    return this;
  }

  Jvm classPath(Path... files) {
    return classPath(List.of(files));
  }

  Jvm options(String... more) {
    return options(List.of(more));
  }

  Jvm options(List<String> more) {
    options.addAll(more);
    return this;
  }

  Jvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Another JDK than the one of the tests. */
  Jvm home(Path folder) {
    home = folder;
    return this;
  }

  /** Telemetry goes there, and is waited for even on a machine that is slow. */
  Jvm exportTo(OtlpReceiver receiver) {
    return exportTo(receiver.endpoint())
        .options(
            "-Dotel.instrumentation.otel-mail.start-timeout=30s",
            "-Dotel.instrumentation.otel-mail.shutdown-timeout=30s");
  }

  Jvm exportTo(String endpoint) {
    return options(
        "-Dotel.exporter.otlp.endpoint=" + endpoint,
        "-Dotel.exporter.otlp.protocol=http/protobuf",
        "-Dotel.logs.exporter=none",
        "-Dotel.service.name=mail-app");
  }

  /** In the official agent, only our instrumentation: it then starts in less than half the time. */
  Jvm onlyMail() {
    return options(
        "-Dotel.instrumentation.common.default-enabled=false",
        "-Dotel.instrumentation.otel-mail.enabled=true");
  }

  /** Runs a class to its end. */
  Ended run(String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(role.options());
    command.addAll(options);
    if (!classPath.isEmpty()) {
      command.addAll(List.of("-cp", AppCompiler.join(classPath)));
    }
    command.add(mainClass);
    command.addAll(List.of(arguments));
    try {
      return run(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Ended run(List<String> command) throws IOException, InterruptedException {
    Path folder = Workplace.folder("jvm/" + NUMBER.incrementAndGet());
    Files.write(folder.resolve("command"), command);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(Jvm::changesTheJvm);
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      String threads = threads(process);
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          "no end after " + MAX_SECONDS + " s: see " + folder + '\n' + threads);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err), seconds);
  }

  private static boolean changesTheJvm(String variable) {
    return variable.startsWith("OTEL_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("JDK_JAVA_OPTIONS");
  }

  /** Where a process hangs. */
  private String threads(Process process) throws IOException, InterruptedException {
    Process jstack =
        new ProcessBuilder(home.resolve("bin/jstack").toString(), Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    String text = new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jstack.waitFor();
    return text;
  }
}
