// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.ArrayList;
import java.util.List;

/** Text on a terminal, where a character is a cell. */
public final class Text {
  private static final String EIGHTHS = "▏▎▍▌▋▊▉";

  private Text() {}

  /**
   * The text with every control character and every character that steers the direction of writing
   * replaced: what a log says must not steer the terminal that shows it.
   */
  public static String clean(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean harmful =
          Character.isISOControl(c)
              || Character.getType(c) == Character.FORMAT
              || c == '\u2028'
              || c == '\u2029';
      if (harmful && clean == null) {
        clean = new StringBuilder(text);
      }
      if (harmful && clean != null) {
        clean.setCharAt(i, '\uFFFD');
      }
    }
    return clean == null ? text : clean.toString();
  }

  /** The text, or its beginning and an ellipsis, in at most {@code cells} cells. */
  static String fit(String text, int cells) {
    if (text.length() <= cells) {
      return text;
    }
    return cells <= 1 ? "…".substring(0, Math.max(0, cells)) : text.substring(0, cells - 1) + "…";
  }

  /** {@link #fit}, filled up with spaces on the right. */
  static String left(String text, int cells) {
    String fitted = fit(text, cells);
    return fitted + " ".repeat(Math.max(0, cells - fitted.length()));
  }

  /** {@link #fit}, filled up with spaces on the left. */
  static String right(String text, int cells) {
    String fitted = fit(text, cells);
    return " ".repeat(Math.max(0, cells - fitted.length())) + fitted;
  }

  /**
   * A bar for {@code part} of {@code whole}, at most {@code cells} long; something for any part.
   */
  static String bar(long part, long whole, int cells) {
    if (part <= 0 || whole <= 0) {
      return "";
    }
    int eighths = (int) Math.max(1, Math.round(Math.min(1, part / (double) whole) * cells * 8));
    String full = "█".repeat(eighths / 8);
    return eighths % 8 == 0 ? full : full + EIGHTHS.charAt(eighths % 8 - 1);
  }

  /** The text in lines of at most {@code cells} cells, broken at spaces where there are some. */
  static List<String> wrap(String text, int cells) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (rest.length() > cells) {
      int space = rest.lastIndexOf(' ', cells);
      int end = space > cells / 2 ? space : cells;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    if (!rest.isEmpty()) {
      lines.add(rest);
    }
    return lines;
  }
}
