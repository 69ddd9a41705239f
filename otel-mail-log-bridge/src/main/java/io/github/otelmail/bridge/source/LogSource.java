// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * One endless stream of log lines, in order, pulled by one thread. Who does not ask for the next
 * line holds the source back: it reads no further and keeps no more than its buffer.
 *
 * <p>Asking for the next line says that the one before it is done with. {@link #position()} tells
 * where to go on after that: a source made with it hands out the last line again if nobody asked
 * for another one since, and nothing before it. So each line comes at least once, whenever the
 * process is killed.
 */
public interface LogSource extends Closeable {

  /** What {@link #next} found. */
  enum Next {
    /** A line. */
    LINE,
    /** No line now; there may be one later. */
    NONE,
    /** No line, and there will be none. */
    END
  }

  /** Names the source in messages and in the checkpoint: the absolute path, {@code -}. */
  String name();

  /**
   * Points {@code line} at the next complete line, which is valid until the next call. Does not
   * wait. Trouble with the input is told to the listener the source was made with, and looks like
   * {@link Next#NONE} or {@link Next#END} here.
   */
  Next next(LogLine line);

  /**
   * Where to go on, as text that only this kind of source understands; null when it cannot be
   * resumed, or nothing has been read yet.
   */
  @Nullable String position();

  /**
   * Says that every line before the present {@link #position()} was dealt with for good: its spans
   * were acknowledged, and what it said is on disk. A source that cannot be read again answers its
   * senders now, or deletes what it kept for this moment.
   */
  default void acknowledge() {}

  /**
   * Takes nothing more that would be lost by {@link #close}: from senders that send nothing again,
   * or of what can be read here only.
   *
   * @return true when there may be something that can be read here only, and is to be before that
   */
  default boolean stopReceiving() {
    return false;
  }

  /**
   * When what the source holds was last written, epoch microseconds: what the year of a stamp
   * without one is told from. {@link Long#MIN_VALUE} when it is not known.
   */
  long modifiedMicros();

  /**
   * About how many bytes there are that were not read yet; 0 where that cannot be told. Unlike all
   * else for any thread.
   */
  default long unreadBytes() {
    return 0;
  }

  /** Bytes on disk of what the source keeps until it is acknowledged. For any thread. */
  default long storedBytes() {
    return 0;
  }

  /**
   * What keeps the source from doing all of its work, for a person; null while nothing does. For
   * any thread.
   */
  default @Nullable String trouble() {
    return null;
  }

  @Override
  void close();
}
