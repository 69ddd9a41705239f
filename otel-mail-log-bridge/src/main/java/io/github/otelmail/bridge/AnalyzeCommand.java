// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.report.LineCounts;
import io.github.otelmail.bridge.report.LogReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code otel-mail analyze}. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Report where the time went, from logs of any age.",
      "",
      "Files may be plain, gzip or Zstandard, a rotated set or the logs of several hosts, in any"
          + " order: they are read in the order of their times.",
      "Exits with 1 when nothing in the logs is of a known mail server, with 2 before reading"
          + " anything when a file cannot be read."
    })
final class AnalyzeCommand implements Callable<Integer> {
  private static final int OUTPUT_BUFFER_BYTES = 1 << 16;

  @Mixin final LogOptions log = new LogOptions();

  @Option(
      names = "--json",
      description =
          "Write JSON lines: one object for every queue entry and recipient, then the summary.")
  boolean json;

  @Option(
      names = "--html",
      paramLabel = "PAGE",
      description = "Also write the report as one HTML page that needs no network.")
  @Nullable Path html;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "Rows of each list in the terminal report (default: ${DEFAULT-VALUE}).")
  int top = 10;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Log files; - is standard input.")
  List<String> files = new ArrayList<>();

  private final Streams streams;
  private final Terminal terminal;

  AnalyzeCommand() {
    this(Streams.standard(), Terminal.detect());
  }

  AnalyzeCommand(Streams streams, Terminal terminal) {
    this.streams = streams;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    LogInput input = new LogInput(log, LogInput.distinct(files, streams), streams, terminal);
    if (top < 1) {
      throw new UsageException("--top: at least 1");
    }
    checkPage();
    LineCounts counts = input.counts();
    LogReport report =
        new LogReport(log.contexts(), log.addresses, counts, input.logs()::lastMicros);
    OutputStream out = new BufferedOutputStream(streams.out(), OUTPUT_BUFFER_BYTES);
    if (json) {
      report.writeDeliveries(out);
    }
    try {
      input.read(report);
      if (counts.parsedLines() == 0) {
        streams.err().println("otel-mail: " + input.nothingRecognised());
        return 1;
      }
      write(report, input.span(), out);
    } catch (UncheckedIOException e) {
      throw new FailedException("cannot write the output: " + e.getMessage());
    }
    return 0;
  }

  private void checkPage() {
    if (html == null) {
      return;
    }
    Path folder = html.toAbsolutePath().getParent();
    if (Files.isDirectory(html) || folder == null || !Files.isDirectory(folder)) {
      throw new UsageException(
          "--html: '" + html + "' cannot be written: name a file in a folder that exists");
    }
  }

  private void write(LogReport report, LogReport.Span span, OutputStream out) throws IOException {
    if (json) {
      report.writeSummary(span);
    } else {
      String text = report.text(span, terminal.width(), terminal.ansi(), top, log.zone);
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    if (html != null) {
      try (Writer page = Files.newBufferedWriter(html)) {
        report.writeHtml(span, page);
      }
      streams.err().println("otel-mail: wrote " + html);
    }
  }
}
