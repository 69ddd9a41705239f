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
  Outcome parse(LogLine line, Sink sink);

  /**
   * The time of the last line that had a readable header, epoch microseconds; {@link
   * Long#MIN_VALUE} before the first one.
   */
  long lastTimeMicros();
}
