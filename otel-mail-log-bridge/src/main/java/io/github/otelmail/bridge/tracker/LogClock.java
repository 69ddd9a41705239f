// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

/**
 * The log's own time: the latest stamp seen. Lines that are a little late do not turn it back. A
 * long run of lines that are all far behind does: the stamp that was ahead was wrong, or an older
 * log is being read.
 */
final class LogClock {
  static final long FAR_BEHIND_MICROS = 3_600_000_000L;
  static final int LINES_TO_TURN_BACK = 100;

  private long now = Long.MIN_VALUE;
  private int linesBehind;

  /** Epoch microseconds; {@link Long#MIN_VALUE} before the first stamp. */
  long now() {
    return now;
  }

  /** Takes a stamp in. True when the clock was turned back. */
  boolean see(long timeMicros) {
    if (timeMicros >= now) {
      now = timeMicros;
      linesBehind = 0;
      return false;
    }
    if (now - timeMicros < FAR_BEHIND_MICROS) {
      linesBehind = 0;
      return false;
    }
    if (++linesBehind < LINES_TO_TURN_BACK) {
      return false;
    }
    now = timeMicros;
    linesBehind = 0;
    return true;
  }

  int linesBehind() {
    return linesBehind;
  }

  void restore(long nowMicros, int behind) {
    now = nowMicros;
    linesBehind = behind;
  }
}
