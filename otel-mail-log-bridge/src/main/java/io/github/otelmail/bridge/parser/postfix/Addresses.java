// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.event.Bytes;
import io.github.otelmail.bridge.parser.Cursor;

/**
 * Reads addresses as Postfix logs them: in angle brackets and, since 3.5, in the quoted form, in
 * which commas, spaces and {@code >} may stand in a quoted local part. Earlier versions log the
 * unquoted form, where a single quote character may stand anywhere.
 */
final class Addresses {
  private Addresses() {}

  /**
   * Moves over an address, brackets included, and returns it without them. An address without
   * brackets ends at a comma or space.
   */
  static String take(Cursor cursor) {
    int start = begin(cursor);
    return cursor.text(start, end(cursor, start));
  }

  /** Where the address begins, after its bracket. */
  private static int begin(Cursor cursor) {
    return cursor.peek() == '<' ? cursor.position() + 1 : cursor.position();
  }

  /** Where it ends; moves over it. */
  private static int end(Cursor cursor, int start) {
    byte[] buffer = cursor.buffer();
    if (start == cursor.position()) {
      int at = start;
      while (at < cursor.end() && buffer[at] != ',' && buffer[at] != ' ') {
        at++;
      }
      cursor.moveTo(at);
      return at;
    }
    int close = close(buffer, start, cursor.end());
    if (close < 0) {
      close = cursor.find('>');
    }
    if (close < 0) {
      cursor.moveTo(cursor.end());
      return cursor.end();
    }
    cursor.moveTo(close + 1);
    return close;
  }

  /** Index of the bracket that ends an address, -1 when a quoted local part does not end. */
  private static int close(byte[] buffer, int start, int end) {
    int at = start;
    if (at < end && buffer[at] == '"') {
      at++;
      while (at < end && buffer[at] != '"') {
        at += buffer[at] == '\\' ? 2 : 1;
      }
    }
    at = Bytes.indexOf(buffer, at, end, '>');
    while (at >= 0 && at + 1 < end && !isDelimiter(buffer[at + 1])) {
      at = Bytes.indexOf(buffer, at + 1, end, '>');
    }
    return at;
  }

  private static boolean isDelimiter(byte c) {
    return c == ',' || c == ' ' || c == ':' || c == ';';
  }
}
