// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

/**
 * Colours for a terminal that has them, as ANSI "select graphic rendition" sequences (ECMA-48
 * section 8.3.117). Plain text passes unchanged where colours are off.
 */
final class Paint {
  private final boolean on;

  Paint(boolean on) {
    this.on = on;
  }

  String bold(String text) {
    return wrap("1", text);
  }

  /** For what is there for completeness. */
  String faint(String text) {
    return wrap("2", text);
  }

  String red(String text) {
    return wrap("31", text);
  }

  String green(String text) {
    return wrap("32", text);
  }

  String yellow(String text) {
    return wrap("33", text);
  }

  String cyan(String text) {
    return wrap("36", text);
  }

  private String wrap(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
