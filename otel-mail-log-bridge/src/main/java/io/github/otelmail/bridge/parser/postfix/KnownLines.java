// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;
import java.util.Arrays;

/** Beginnings of lines that are understood and say nothing about a message. */
final class KnownLines {
  private static final byte[][] NONE = {};

  /** What any daemon may write. */
  private static final KnownLines COMMON =
      new KnownLines(
          "table ",
          "using backwards-compatible",
          "rewriting ",
          "private/",
          "close_",
          "dict_",
          "name_mask",
          "been_here",
          "SSL_",
          "TLS ",
          "Anonymous TLS connection ",
          "Untrusted TLS connection ",
          "Trusted TLS connection ",
          "Verified TLS connection ",
          "certificate verification ",
          "subject_CN=",
          "issuer=",
          "save session ",
          "reuse session",
          "looking for session ",
          "setting up TLS connection ",
          "initializing the ",
          "auto_clnt",
          "send attr ",
          "private ",
          "input attribute ",
          "< ",
          "> ");

  /** By their first byte, which is ASCII. */
  private final byte[][][] byFirst = new byte[128][][];

  KnownLines(String... beginnings) {
    Arrays.fill(byFirst, NONE);
    for (String beginning : beginnings) {
      byte[] bytes = Ascii.bytes(beginning);
      byte[][] others = byFirst[bytes[0]];
      byte[][] all = Arrays.copyOf(others, others.length + 1);
      all[others.length] = bytes;
      byFirst[bytes[0]] = all;
    }
  }

  /** True when the text begins with one of these, or with what any daemon may write. */
  boolean include(Cursor text) {
    return has(text) || COMMON.has(text);
  }

  /** True when the text begins with one of these. */
  boolean has(Cursor text) {
    int first = text.peek();
    if (first < 0) {
      return false;
    }
    for (byte[] beginning : byFirst[first]) {
      if (text.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }
}
