// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.LogParser;
import io.github.otelmail.bridge.source.LogSource;
import org.jspecify.annotations.Nullable;

/** A source, the parser of its lines, and the line it stands at: seen, and not yet taken. */
final class Input {
  /** Takes what a line says, or the time of a line that says nothing of a message. */
  interface Sink extends LogParser.Sink {
    /** The log's time went on. */
    void time(long timeMicros);
  }

  private final LogSource source;
  private final LogParser parser;
  private final PipelineListener listener;
  private final LogLine line = new LogLine();
  private LogSource.Next next = LogSource.Next.NONE;
  private boolean dated;
  private long lineMicros = Long.MIN_VALUE;

  Input(LogSource source, LogParser parser, PipelineListener listener) {
    this.source = source;
    this.parser = parser;
    this.listener = listener;
  }

  /** Sees whether there is a line to take, and when it was written. */
  void look() {
    next = source.next(line);
    if (next == LogSource.Next.LINE) {
      dated = parser.header(line);
      lineMicros = parser.lastTimeMicros();
    }
  }

  boolean hasLine() {
    return next == LogSource.Next.LINE;
  }

  boolean hasEnded() {
    return next == LogSource.Next.END;
  }

  /** Time of the line, or of the one before when it has none; epoch microseconds. */
  long lineMicros() {
    return lineMicros;
  }

  /** Takes the line; the next one is then to be looked for. */
  void take(Sink sink) {
    LogParser.Outcome outcome = parser.body(sink);
    if (dated && outcome != LogParser.Outcome.PARSED) {
      sink.time(lineMicros);
    }
    switch (outcome) {
      case PARSED -> listener.parsed();
      case IGNORED -> listener.ignored();
      case FOREIGN -> listener.foreign();
      case UNKNOWN, MALFORMED -> listener.unparsed(parser.problem(), line);
    }
  }

  String name() {
    return source.name();
  }

  /** Where a restart goes on: at the line that was not taken. Null when that is not possible. */
  @Nullable String position() {
    return source.position();
  }

  void close() {
    source.close();
  }
}
