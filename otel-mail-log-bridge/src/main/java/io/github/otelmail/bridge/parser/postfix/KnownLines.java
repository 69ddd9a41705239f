// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import io.github.otelmail.bridge.parser.Ascii;
import io.github.otelmail.bridge.parser.Cursor;

/** Beginnings of lines that are understood and say nothing about a message. */
final class KnownLines {
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

  private final byte[][] beginnings;

  KnownLines(String... beginnings) {
    this.beginnings = new byte[beginnings.length][];
    for (int i = 0; i < beginnings.length; i++) {
      this.beginnings[i] = Ascii.bytes(beginnings[i]);
    }
  }

  /** True when the text begins with one of these, or with what any daemon may write. */
  boolean include(Cursor text) {
    return has(text) || COMMON.has(text);
  }

  /** True when the text begins with one of these. */
  boolean has(Cursor text) {
    for (byte[] beginning : beginnings) {
      if (text.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }
}
