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

  /**
   * A place in a source.
   *
   * @param position as the source tells it
   * @param timeMicros time of the last line before it, epoch microseconds; {@link Long#MIN_VALUE}
   *     for none
   */
  record Place(String position, long timeMicros) {}

  private final LogSource source;
  private final LogParser parser;
  private final PipelineListener listener;
  private final LogLine line = new LogLine();
  private LogSource.Next next = LogSource.Next.NONE;
  private boolean dated;
  private long lineMicros;
  private long takenMicros;

  /**
   * @param place where the last run stopped, null for none
   */
  Input(LogSource source, LogParser parser, @Nullable Place place, PipelineListener listener) {
    this.source = source;
    this.parser = parser;
    this.listener = listener;
    takenMicros = place == null ? Long.MIN_VALUE : place.timeMicros();
    lineMicros = takenMicros;
    if (takenMicros != Long.MIN_VALUE) {
      parser.resume(takenMicros);
    }
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
    takenMicros = lineMicros;
    listener.taken(line.end() - line.start());
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
  @Nullable Place place() {
    String position = source.position();
    return position == null ? null : new Place(position, takenMicros);
  }

  /** Bytes that were not read yet, as far as that can be told. For any thread. */
  long unreadBytes() {
    return source.unreadBytes();
  }

  /** Bytes on disk of what was received and is kept. For any thread. */
  long storedBytes() {
    return source.storedBytes();
  }

  /** What keeps the source from doing all of its work; null while nothing does. For any thread. */
  @Nullable String trouble() {
    return source.trouble();
  }

  /** What was taken so far is safe: its spans are sent, and its place is on disk. */
  void acknowledge() {
    source.acknowledge();
  }

  /** As {@link LogSource#stopReceiving}. */
  boolean stopReceiving() {
    return source.stopReceiving();
  }

  void close() {
    source.close();
  }
}
