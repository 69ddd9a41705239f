// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

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
    int start = cursor.position();
    if (cursor.peek() != '<') {
      return takeBare(cursor, start);
    }
    int close = close(cursor.buffer(), start + 1, cursor.end());
    if (close < 0) {
      close = cursor.find('>');
    }
    if (close < 0) {
      cursor.moveTo(cursor.end());
      return cursor.text(start + 1, cursor.end());
    }
    cursor.moveTo(close + 1);
    return cursor.text(start + 1, close);
  }

  private static String takeBare(Cursor cursor, int start) {
    byte[] buffer = cursor.buffer();
    int at = start;
    while (at < cursor.end() && buffer[at] != ',' && buffer[at] != ' ') {
      at++;
    }
    cursor.moveTo(at);
    return cursor.text(start, at);
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
    for (; at < end; at++) {
      if (buffer[at] == '>' && (at + 1 == end || isDelimiter(buffer[at + 1]))) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isDelimiter(byte c) {
    return c == ',' || c == ' ' || c == ':' || c == ';';
  }
}
