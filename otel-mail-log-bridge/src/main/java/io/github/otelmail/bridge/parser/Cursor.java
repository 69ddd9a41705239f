// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A place in a window of bytes that moves forward over what is recognised. No method reads outside
 * the window or fails; one that does not find what it is asked for leaves the place where it was.
 */
public final class Cursor {
  private byte[] buffer = new byte[0];
  private int position;
  private int end;

  /** Points at {@code buffer[start..end)} and returns this. */
  public Cursor set(byte[] buffer, int start, int end) {
    this.buffer = buffer;
    this.position = start;
    this.end = end;
    return this;
  }

  /** The buffer the window lies in. */
  public byte[] buffer() {
    return buffer;
  }

  /** Index of the next byte. */
  public int position() {
    return position;
  }

  /** Index after the last byte. */
  public int end() {
    return end;
  }

  /** Moves to an index within the window. */
  public void moveTo(int index) {
    position = Math.min(index, end);
  }

  /** Lets the window end at {@code index}, which must lie between the place and the present end. */
  public void endAt(int index) {
    end = index;
  }

  /** True when nothing is left. */
  public boolean atEnd() {
    return position >= end;
  }

  /** The next byte, -1 at the end. */
  public int peek() {
    return position < end ? buffer[position] : -1;
  }

  /** True when {@code literal} comes next. */
  public boolean startsWith(byte[] literal) {
    return Ascii.matches(buffer, position, end, literal);
  }

  /** Moves over {@code literal} when it comes next. */
  public boolean take(byte[] literal) {
    if (!startsWith(literal)) {
      return false;
    }
    position += literal.length;
    return true;
  }

  /** Moves over {@code literal} when it comes next in any case; it must be in lower case itself. */
  public boolean takeIgnoreCase(byte[] literal) {
    if (end - position < literal.length) {
      return false;
    }
    for (int i = 0; i < literal.length; i++) {
      if (Ascii.lower(buffer[position + i]) != literal[i]) {
        return false;
      }
    }
    position += literal.length;
    return true;
  }

  /** Index of the next {@code c}, -1 without one. */
  public int find(int c) {
    return Bytes.indexOf(buffer, position, end, c);
  }

  /** Index of the next {@code literal}, -1 without one. */
  public int find(byte[] literal) {
    return Ascii.indexOf(buffer, position, end, literal);
  }

  /** Moves over a decimal number of at most 18 digits and returns it, -1 without one. */
  public long number() {
    byte[] bytes = buffer;
    int at = position;
    int limit = Math.min(end, at + 19);
    long value = 0;
    while (at < limit && Ascii.isDigit(bytes[at])) {
      value = value * 10 + (bytes[at] - '0');
      at++;
    }
    int digits = at - position;
    if (digits == 0 || digits > 18) {
      return -1;
    }
    position = at;
    return value;
  }

  /** Like {@link #number()}, limited to what an int holds. */
  public int smallNumber() {
    return (int) Math.min(number(), Integer.MAX_VALUE);
  }

  /** The text from {@code start} to {@code stop}; malformed UTF-8 is replaced. */
  public String text(int start, int stop) {
    return start >= stop ? "" : new String(buffer, start, stop - start, StandardCharsets.UTF_8);
  }

  /** The text that is left. */
  public String rest() {
    return text(position, end);
  }
}
