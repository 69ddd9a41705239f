// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import org.jspecify.annotations.Nullable;

/**
 * One reply of a server (RFC 5321 section 4.2). The texts come from anywhere: all scanning is
 * linear and bounded.
 */
final class SmtpReply {
  private static final int MAX_TEXT = 1024;
  private static final int MAX_ID = 128;

  final int code;

  /** The lines of the reply, joined with a space, codes included; cut after 1024 characters. */
  final String text;

  /** A text of null is an empty one: a caller that has only a code still has an answer. */
  SmtpReply(int code, @Nullable String text) {
    this.code = code;
    this.text = text == null ? "" : oneLine(text);
  }

  /** The reply whose text begins with its own code, or null. */
  static @Nullable SmtpReply parse(@Nullable String text) {
    if (text == null || text.length() < 3) {
      return null;
    }
    int code = 0;
    for (int i = 0; i < 3; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      code = code * 10 + c - '0';
    }
    return code < 200 || code > 599 ? null : new SmtpReply(code, text);
  }

  boolean positive() {
    return code >= 200 && code < 300;
  }

  boolean negative() {
    return code >= 400 && code < 600;
  }

  private static String oneLine(String text) {
    if (text.length() <= MAX_TEXT && isOneLine(text)) {
      return text.charAt(text.length() - 1) == '\n' ? text.substring(0, text.length() - 1) : text;
    }
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_TEXT));
    boolean blank = false;
    for (int i = 0; i < text.length() && line.length() < MAX_TEXT; i++) {
      char c = text.charAt(i);
      if (c <= ' ') {
        blank = line.length() > 0;
      } else {
        if (blank) {
          line.append(' ');
          blank = false;
        }
        line.append(c);
      }
    }
    return line.toString();
  }

  /** True for what most replies are: words with one space between, and perhaps a line feed. */
  private static boolean isOneLine(String text) {
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineEnd = c == '\n' && i == text.length() - 1;
      if (lineEnd ? before == ' ' : c < ' ' || (c == ' ' && before == ' ')) {
        return false;
      }
      before = c;
    }
    return before != ' ';
  }

  private boolean startsWithCode() {
    return code >= 100
        && code <= 999
        && text.length() >= 3
        && text.charAt(0) == '0' + code / 100
        && text.charAt(1) == '0' + code / 10 % 10
        && text.charAt(2) == '0' + code % 10;
  }

  /** The enhanced status code after the code (RFC 2034), such as {@code 4.7.1}, or null. */
  @Nullable String enhancedCode() {
    int start = startsWithCode() ? Math.min(4, text.length()) : 0;
    int end = start;
    int dots = 0;
    int digits = 0;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '.') {
        if (digits == 0 || dots == 2) {
          break;
        }
        dots++;
        digits = 0;
      } else if (c >= '0' && c <= '9' && digits < 3) {
        digits++;
      } else {
        break;
      }
      end++;
    }
    boolean ends = end == text.length() || " :;,".indexOf(text.charAt(end)) >= 0;
    // RFC 3463 section 2: class.subject.detail, and the class says the same as the reply code.
    return ends
            && dots == 2
            && digits > 0
            && end - start >= 5
            && text.charAt(start) == (char) ('0' + code / 100)
            && text.charAt(start + 1) == '.'
        ? text.substring(start, end)
        : null;
  }

  /**
   * The id under which the server keeps the message, or null. Knows Postfix and those who write as
   * it does ({@code queued as X}), Exim ({@code OK id=X}), KumoMTA ({@code ids=X}), Sendmail and
   * OpenSMTPD ({@code X Message accepted for delivery}), Exchange ({@code InternalId=X}), Haraka
   * ({@code Message Queued (X)}), Gmail ({@code X - gsmtp}) and Amazon SES ({@code Ok X}).
   */
  @Nullable String queueId() {
    if (!positive()) {
      return null;
    }
    String id = after("queued as ");
    if (id == null) {
      id = after("ok id=");
    }
    if (id == null) {
      id = after("ids=");
    }
    if (id == null) {
      id = after("internalid=");
    }
    if (id == null) {
      id = after("message queued (");
    }
    if (id == null) {
      id = before(" message accepted for delivery");
    }
    if (id == null) {
      id = before(" - gsmtp");
    }
    return id == null ? sesId() : id;
  }

  private @Nullable String after(String mark) {
    int start = indexOf(mark);
    if (start < 0) {
      return null;
    }
    start += mark.length();
    if (start < text.length() && text.charAt(start) == '<') {
      start++;
    }
    int end = start;
    while (end < text.length() && isIdCharacter(text.charAt(end))) {
      end++;
    }
    while (end > start && text.charAt(end - 1) == '.') {
      end--;
    }
    return id(start, end);
  }

  private @Nullable String before(String mark) {
    int end = indexOf(mark);
    if (end < 0) {
      return null;
    }
    int start = end;
    while (start > 0 && isIdCharacter(text.charAt(start - 1))) {
      start--;
    }
    String id = id(start, end);
    // "250 2.0.0 Message accepted for delivery" names none.
    return id == null || start == 0 || id.equals(enhancedCode()) ? null : id;
  }

  private @Nullable String sesId() {
    int start = indexOf(" ok ");
    int end = start + 4;
    while (start >= 0 && end < text.length() && isHexOrDash(text.charAt(end))) {
      end++;
    }
    return start >= 0 && end == text.length() && end - start - 4 >= 40 ? id(start + 4, end) : null;
  }

  /** Where the text has the mark, of lower-case ASCII, in letters of any case; else -1. */
  private int indexOf(String mark) {
    int last = text.length() - mark.length();
    char lower = mark.charAt(0);
    char upper = Character.toUpperCase(lower);
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if ((c == lower || c == upper) && text.regionMatches(true, i, mark, 0, mark.length())) {
        return i;
      }
    }
    return -1;
  }

  private @Nullable String id(int start, int end) {
    return end - start < 3 || end - start > MAX_ID ? null : text.substring(start, end);
  }

  private static boolean isHexOrDash(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
  }

  private static boolean isIdCharacter(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
