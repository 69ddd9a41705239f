// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.report.LineCounts;
import io.github.otelmail.bridge.report.LogReport;
import io.github.otelmail.bridge.report.Text;
import io.github.otelmail.bridge.tracker.HistorySink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The logs that {@code analyze} and {@code trace} read: opened, counted, shown as progress. */
final class LogInput {
  private final LogOptions options;
  private final List<String> files;
  private final Streams streams;
  private final Terminal terminal;
  private final LineCounts counts;
  private final LogFiles logs;
  private Progress progress;

  /**
   * @throws UsageException when a file cannot be read
   */
  LogInput(LogOptions options, List<String> files, Streams streams, Terminal terminal) {
    this.options = options;
    this.files = files;
    this.streams = streams;
    this.terminal = terminal;
    this.counts = new LineCounts(options.showUnparsed ? this::showUnparsed : (kind, line) -> {});
    this.progress = new Progress(new Terminal(false, false, 0), 0, streams.err());
    LogFiles.Reading reading =
        new LogFiles.Reading(
            options.zone,
            streams.in(),
            () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
            bytes -> progress.bytes(bytes),
            new Notices(counts, streams.err()));
    this.logs = new LogFiles(files, reading);
  }

  LineCounts counts() {
    return counts;
  }

  /** Each file once; tells of the names that are left out. */
  static List<String> distinct(List<String> files, Streams streams) {
    return LogFiles.distinct(files, text -> streams.err().println("otel-mail: " + text));
  }

  LogFiles logs() {
    return logs;
  }

  /** Reads everything and tells the sink all histories. */
  void read(HistorySink sink) throws IOException {
    progress = new Progress(terminal, logs.totalBytes(), streams.err());
    try {
      LogPass.read(logs, sink, counts);
    } catch (IOException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    } finally {
      progress.close();
    }
  }

  /** What was read, for a report's heading. */
  LogReport.Span span() {
    return new LogReport.Span(inputs(), logs.firstMicros(), logs.lastMicros());
  }

  /** The inputs in a few words. */
  String inputs() {
    if (files.size() > 1) {
      return files.size() + " files";
    }
    String file = files.get(0);
    return file.equals(LogFiles.STDIN)
        ? "standard input"
        : String.valueOf(Path.of(file).getFileName());
  }

  /** What to say when no line was about mail. */
  String nothingRecognised() {
    if (counts.lines() == 0) {
      return "the input is empty";
    }
    String none = "none of the " + counts.lines() + " lines ";
    return counts.unparsed() == counts.lines()
        ? none
            + "begins as a line of Postfix does: with its time, as syslog, journalctl -o short-iso-precise"
            + " and container runtimes write it, or as JSON, without prefixes and colours; is this the"
            + " right file? (see the lines with --show-unparsed)"
        : none
            + "says anything about mail in Postfix's log format; is this the right file?"
            + " (see what they are with --show-unparsed)";
  }

  private void showUnparsed(String kind, LogLine line) {
    streams
        .err()
        .println(
            "unparsed (" + kind + "): " + Text.clean(options.addresses.redact(line.toString())));
  }
}
