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
  /** More entries in the queue at once than one server keeps. */
  private static final int MAX_ENTRIES = 500_000;

  private static final Duration LINK_GRACE = Duration.ofSeconds(30);

  /** Clocks of several hosts differ by some seconds. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(30);

  private static final Duration ONE_HOST_CLOSE_GRACE = Duration.ofSeconds(5);

  /** One every twenty minutes over the five days that mail is kept by default makes 360. */
  private static final int ATTEMPTS_KEPT = 400;

  private final Tracker tracker;
  private final PipelineListener listener;

  private LogPass(boolean severalLogs, HistorySink sink, PipelineListener listener) {
    TrackerLimits limits =
        new TrackerLimits(MAX_ENTRIES, MAX_ENTRIES, LINK_GRACE, CLOSE_GRACE, ATTEMPTS_KEPT)
            .withOneHostCloseGrace(ONE_HOST_CLOSE_GRACE);
    this.tracker = new Tracker(limits, sink, listener);
    this.listener = listener;
    if (severalLogs) {
      tracker.readsSeveralLogs();
    }
  }

  /**
   * Tells the sink the histories of all entries in the logs.
   *
   * @param listener told of every line
   * @throws IOException when a log cannot be read
   */
  static void read(LogFiles logs, HistorySink sink, PipelineListener listener) throws IOException {
    LogPass pass = new LogPass(logs.count() > 1, sink, listener);
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
