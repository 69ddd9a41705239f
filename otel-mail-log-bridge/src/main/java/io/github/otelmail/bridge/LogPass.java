// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.LogParser;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.io.IOException;
import java.time.Duration;

/** One reading of logs from beginning to end: lines to events to histories. */
final class LogPass implements LogFiles.Sink {
  /**
   * Half a million entries in the queue at once is more than one server keeps; an attempt every
   * twenty minutes over the five days that mail is kept by default makes 360.
   */
  private static final TrackerLimits LIMITS =
      new TrackerLimits(500_000, Duration.ofSeconds(30), Duration.ofMinutes(1), 400);

  private final Tracker tracker;
  private final PipelineListener listener;

  private LogPass(HistorySink sink, PipelineListener listener) {
    this.tracker = new Tracker(LIMITS, sink, listener);
    this.listener = listener;
  }

  /**
   * Tells the sink the histories of all entries in the logs.
   *
   * @param listener told of every line
   * @throws IOException when a log cannot be read
   */
  static void read(LogFiles logs, HistorySink sink, PipelineListener listener) throws IOException {
    LogPass pass = new LogPass(sink, listener);
    if (logs.count() > 1) {
      pass.tracker.readsSeveralLogs();
    }
    logs.read(pass);
    pass.tracker.finish();
  }

  @Override
  public void event(LineHeader header, MailEvent event) {
    tracker.event(header, event);
  }

  @Override
  public void outcome(LogParser.Outcome outcome, String problem, LogLine line) {
    switch (outcome) {
      case PARSED -> listener.parsed();
      case IGNORED -> listener.ignored();
      case FOREIGN -> listener.foreign();
      case UNKNOWN, MALFORMED -> listener.unparsed(problem, line);
    }
  }
}
