// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.doctor.Diagnosis;
import io.github.otelmail.bridge.doctor.DoctorReport;
import io.github.otelmail.bridge.doctor.LogFacts;
import io.github.otelmail.bridge.doctor.PostfixConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code otel-mail doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say what a log, and the Postfix that writes it, lack for good traces, and how to change it.",
      "",
      "Looks at the first and the last lines of each log, and changes nothing.",
      "Exits with 0 whatever it finds, with 2 when something cannot be read."
    })
final class DoctorCommand implements Callable<Integer> {
  static final Path DEFAULT_CONFIG = Path.of("/etc/postfix");

  @Option(
      names = "--postfix-config",
      paramLabel = "DIR|FILE",
      description =
          "Directory with main.cf and master.cf, or a file with the output of postconf -n; none for"
              + " a log of another host (default: /etc/postfix where it exists).")
  @Nullable Path postfixConfig;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Look at N lines from the start and N from the end (default: ${DEFAULT-VALUE}).")
  int lines = 100_000;

  @Option(names = "--json", description = "Write one JSON object.")
  boolean json;

  @Parameters(paramLabel = "LOG", arity = "1..*", description = "Log files; - is standard input.")
  List<String> files = new ArrayList<>();

  private final Streams streams;
  private final Path defaultConfig;

  DoctorCommand() {
    this(Streams.standard(), DEFAULT_CONFIG);
  }

  /**
   * @param defaultConfig the configuration of Postfix where none is named
   */
  DoctorCommand(Streams streams, Path defaultConfig) {
    this.streams = streams;
    this.defaultConfig = defaultConfig;
  }

  @Override
  public Integer call() throws IOException {
    if (lines < 1) {
      throw new UsageException("--lines: at least 1");
    }
    LogFacts facts = new LogFacts();
    PostfixConfig config = null;
    try {
      config = config();
      for (String file : files) {
        new LogSample(file, lines, streams.in()).read(facts::line);
      }
    } catch (IOException e) {
      throw new UsageException("cannot read: " + e.getMessage());
    }
    DoctorReport report =
        new DoctorReport(files, facts.lines(), config, Diagnosis.of(facts, config));
    streams.out().write((json ? report.json() : report.text()).getBytes(StandardCharsets.UTF_8));
    streams.out().flush();
    return 0;
  }

  private @Nullable PostfixConfig config() throws IOException {
    Path named = postfixConfig;
    if (named == null) {
      boolean there = Files.isReadable(defaultConfig.resolve("main.cf"));
      return there ? PostfixConfig.read(defaultConfig) : null;
    }
    return named.toString().equals("none") ? null : PostfixConfig.read(named);
  }
}
