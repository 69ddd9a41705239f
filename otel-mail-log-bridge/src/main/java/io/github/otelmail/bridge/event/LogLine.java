// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import java.nio.charset.StandardCharsets;

/**
 * One line of a log as bytes, without its line feed: a window into the reader's buffer.
 *
 * <p>A reader reuses one instance for all lines, so that reading allocates nothing: the content is
 * valid only until the call that received it returns.
 */
public final class LogLine {
  private byte[] buffer = new byte[0];
  private int start;
  private int end;

  /** Points this line at {@code buffer[start..end)} and returns it. */
  public LogLine set(byte[] buffer, int start, int end) {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    return this;
  }

  /** A line of its own, for tests and for text that does not come from a buffer. */
  public static LogLine of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new LogLine().set(bytes, 0, bytes.length);
  }

  /** The buffer the line lies in; only {@code [start, end)} belongs to the line. */
  public byte[] buffer() {
    return buffer;
  }

  /** Index of the line's first byte. */
  public int start() {
    return start;
  }

  /** Index after the line's last byte. */
  public int end() {
    return end;
  }

  /** The line as text; malformed UTF-8 is replaced. */
  @Override
  public String toString() {
    return new String(buffer, start, end - start, StandardCharsets.UTF_8);
  }
}
