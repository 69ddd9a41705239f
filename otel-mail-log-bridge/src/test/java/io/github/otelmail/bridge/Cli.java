// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine;

/** Runs a command as from the shell, 100 cells wide, without a terminal. */
record Cli(int exit, String out, String err) {
  /** When every log file of a test was last written: after all its lines. */
  static final Instant WRITTEN = Instant.parse("2026-12-01T00:00:00Z");

  private static final Terminal TERMINAL = new Terminal(false, false, 100);

  static Cli analyze(String... arguments) {
    return run(streams -> new AnalyzeCommand(streams, TERMINAL), new byte[0], arguments);
  }

  static Cli analyzeAt(int width, String... arguments) {
    Terminal terminal = new Terminal(false, false, width);
    return run(streams -> new AnalyzeCommand(streams, terminal), new byte[0], arguments);
  }

  static Cli analyzeWithInput(byte[] input, String... arguments) {
    return run(streams -> new AnalyzeCommand(streams, TERMINAL), input, arguments);
  }

  /** With the configuration of a Postfix where there is one. */
  static Cli doctor(Path postfix, String... arguments) {
    return run(streams -> new DoctorCommand(streams, postfix), new byte[0], arguments);
  }

  static Cli trace(String... arguments) {
    return run(streams -> new TraceCommand(streams, TERMINAL), new byte[0], arguments);
  }

  static Cli traceWithInput(byte[] input, String... arguments) {
    return run(streams -> new TraceCommand(streams, TERMINAL), input, arguments);
  }

  private static Cli run(Function<Streams, Object> command, byte[] input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StringWriter picocliErr = new StringWriter();
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    CommandLine line =
        Main.commandLine(
                command.apply(new Streams(new ByteArrayInputStream(input), out, errStream)))
            .setErr(new PrintWriter(picocliErr));
    int exit = line.execute(arguments);
    return new Cli(
        exit,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8) + picocliErr);
  }

  /** The lines of JSON output, parsed. */
  List<Values> json() {
    return out.lines().map(Values::parse).toList();
  }

  /** The summary of JSON output. */
  Values summary() {
    List<Values> all = json();
    return all.get(all.size() - 1);
  }

  /** The deliveries of JSON output. */
  List<Values> deliveries() {
    List<Values> all = json();
    return all.subList(0, all.size() - 1);
  }

  /** A file with this content, last written at {@link #WRITTEN}. */
  static String file(Path path, byte[] content) {
    try {
      Files.write(path, content);
      Files.setLastModifiedTime(path, FileTime.from(WRITTEN));
      return path.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A test resource as a file that was last written at {@link #WRITTEN}. */
  static String resource(Path folder, String name) {
    return file(folder.resolve(name.replace('/', '-')), bytes(name));
  }

  static byte[] bytes(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Cli.class.getResourceAsStream("/" + resource), resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
