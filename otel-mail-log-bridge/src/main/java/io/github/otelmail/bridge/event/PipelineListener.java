// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

/**
 * Told of everything that goes through the bridge and of everything that is given up, so that
 * counting is not spread over the code it counts. Called on the pipeline's thread, {@link #notice}
 * on any; must not throw or block.
 */
public interface PipelineListener {
  /** Listens to nothing. */
  PipelineListener NOOP = new PipelineListener() {};

  /**
   * A line was taken from its input; what was found in it is told next.
   *
   * @param bytes its length without the line end
   */
  default void taken(int bytes) {}

  /** A line said something about mail. */
  default void parsed() {}

  /** A line was understood and says nothing about a message: a connect, a statistic, a TLS note. */
  default void ignored() {}

  /** A line is not of the MTA at all: of another program, or no log line. */
  default void foreign() {}

  /**
   * A line of the MTA that the parser does not know.
   *
   * @param kind a name of low cardinality: the daemon, or what is wrong with the header
   */
  default void unparsed(String kind, LogLine line) {}

  /** An unfinished queue entry was dropped to stay within the memory limit. */
  default void gaveUp() {}

  /** A line was longer than the limit; it goes on without its end. */
  default void lineCut() {}

  /**
   * Lines were lost before they could be read, or refused.
   *
   * @param cause a name of low cardinality: which input, and why
   * @param lines how many; at least one
   */
  default void lost(String cause, long lines) {}

  /**
   * Something happened that the operator should know: an input is missing, was truncated, is back.
   * Once per change, not once per try.
   *
   * @param text names the input and what to do, in one line
   */
  default void notice(String text) {}
}
