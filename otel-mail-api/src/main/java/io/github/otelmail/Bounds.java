// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

/**
 * How long the texts of a message may be on a span. They come from anywhere: a header of a megabyte
 * would have a collector refuse the whole batch of spans.
 */
final class Bounds {
  static final int MAX_TEXT = 1024;

  /** The text, cut after {@value #MAX_TEXT} characters. */
  static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private Bounds() {}
}
