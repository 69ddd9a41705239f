// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;

/**
 * Turns the lines of one source into events. An instance belongs to one source and one thread: it
 * may remember what the lines lack, such as the year.
 */
public interface LogParser {

  /** Receives what a line says. The line's bytes must not be kept. */
  interface Sink {
    void event(LineHeader header, MailEvent event);
  }

  /** What became of a line. */
  enum Outcome {
    /** Said something about mail; the sink was called. */
    PARSED,
    /** Known, and of no message: the sink was not called. */
    IGNORED,
    /** A well-formed line of another program. */
    FOREIGN,
    /** A line of this MTA that no rule knows. */
    UNKNOWN,
    /** Has no readable header. */
    MALFORMED
  }

  /**
   * Parses one line. Never throws, whatever the bytes; allocates in proportion to the line's
   * length.
   */
  default Outcome parse(LogLine line, Sink sink) {
    header(line);
    return body(sink);
  }

  /**
   * The first half of {@link #parse}, for logs that are merged by time: reads when, where and who.
   * The line must stay as it is until {@link #body} has returned.
   *
   * @return false for a line without a readable header, which has no time
   */
  boolean header(LogLine line);

  /** The second half of {@link #parse}: reads what the line of the last {@link #header} says. */
  Outcome body(Sink sink);

  /**
   * A word of low cardinality for a line whose outcome was {@link Outcome#UNKNOWN} or {@link
   * Outcome#MALFORMED}: the daemon, or what is wrong with the header.
   */
  String problem();

  /**
   * The time of the last line that had a readable header, epoch microseconds; {@link
   * Long#MIN_VALUE} before the first one.
   */
  long lastTimeMicros();

  /**
   * Goes on after a line of this time, as if it had been the last one parsed: for a log that is
   * read on after a restart.
   *
   * @param timeMicros what {@link #lastTimeMicros} said then
   */
  void resume(long timeMicros);
}
