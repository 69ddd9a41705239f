// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.SmtpReply;
import org.jspecify.annotations.Nullable;

/** Reads SMTP replies as mail servers log them. */
public final class ReplyText {
  private static final int MAX_ID = 64;
  private static final String QUEUED_AS = "ueued as ";

  private ReplyText() {}

  /**
   * A reply whose text begins with the reply code, or with the enhanced status code, or with
   * neither.
   */
  public static SmtpReply reply(String text) {
    return reply(text, 0, null);
  }

  /**
   * A reply whose code stands at an index of the text.
   *
   * @param at where the code is expected
   * @param enhanced the enhanced status code when the log has it apart from the text, else null
   */
  public static SmtpReply reply(String text, int at, @Nullable String enhanced) {
    int code = code(text, at);
    String status = enhanced;
    if (status == null) {
      status = enhanced(text, code > 0 ? at + 4 : at);
    }
    return new SmtpReply(code, status, text);
  }

  private static int code(String text, int at) {
    if (text.length() < at + 3
        || text.charAt(at) < '2'
        || text.charAt(at) > '5'
        || !Ascii.isDigit(text.charAt(at + 1))
        || !Ascii.isDigit(text.charAt(at + 2))) {
      return 0;
    }
    if (text.length() > at + 3 && text.charAt(at + 3) != ' ' && text.charAt(at + 3) != '-') {
      return 0;
    }
    return (text.charAt(at) - '0') * 100
        + (text.charAt(at + 1) - '0') * 10
        + (text.charAt(at + 2) - '0');
  }

  /** The enhanced status code (RFC 3463 section 2) at an index, null when there is none. */
  public static @Nullable String enhanced(String text, int at) {
    int length = text.length();
    if (at + 4 >= length || "245".indexOf(text.charAt(at)) < 0 || text.charAt(at + 1) != '.') {
      return null;
    }
    int subject = digitsEnd(text, at + 2);
    if (subject == at + 2 || subject >= length || text.charAt(subject) != '.') {
      return null;
    }
    int detail = digitsEnd(text, subject + 1);
    return detail == subject + 1 ? null : text.substring(at, detail);
  }

  /** End of at most three digits. */
  private static int digitsEnd(String text, int start) {
    int at = start;
    while (at < text.length() && at < start + 3 && Ascii.isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /**
   * The queue id that the next hop put into its final reply, in the words of Postfix (also behind
   * an amavis reply: the last one counts), Exim, Sendmail, OpenSMTPD, KumoMTA and Haraka; null when
   * the reply has none.
   */
  public static @Nullable String nextQueueId(String text) {
    int tail = text.length();
    while (tail > 0 && isPostfixId(text.charAt(tail - 1))) {
      tail--;
    }
    if (tail < text.length() && text.startsWith(QUEUED_AS, tail - QUEUED_AS.length())) {
      // Nearly every reply of Postfix: nothing to search for.
      return withoutDots(text, tail, text.length());
    }
    int at = lastIndexOf(text, QUEUED_AS);
    if (at >= 0) {
      return idAt(text, at + QUEUED_AS.length(), "._-");
    }
    at = text.indexOf(" ids=");
    if (at >= 0) {
      return idAt(text, at + 5, "");
    }
    at = lastIndexOf(text, " id=");
    if (at >= 0) {
      return eximId(idAt(text, at + 4, "-"));
    }
    at = text.indexOf(" Message accepted");
    if (at >= 0) {
      return sendmailId(text, at);
    }
    at = text.indexOf("Message Queued (");
    return at >= 0 ? idAt(text, at + 16, ".-") : null;
  }

  /** As the method of String, which is slow to find that there is none. */
  private static int lastIndexOf(String text, String words) {
    int last = -1;
    for (int at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      last = at;
    }
    return last;
  }

  private static boolean isPostfixId(char c) {
    return Ascii.isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
  }

  /** The word of letters and digits at an index, null when there is none. */
  public static @Nullable String idAt(String text, int start) {
    return idAt(text, start, "");
  }

  /** Letters, digits and the given characters from an index on, of which the last is no dot. */
  private static @Nullable String idAt(String text, int start, String more) {
    int at = start;
    while (at < text.length()
        && (Ascii.isAlphanumeric(text.charAt(at)) || more.indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return withoutDots(text, start, at);
  }

  /** An id without the dots at its end, null when nothing is left or it is too long. */
  private static @Nullable String withoutDots(String text, int start, int end) {
    int stop = end;
    while (stop > start && text.charAt(stop - 1) == '.') {
      stop--;
    }
    return stop == start || stop - start > MAX_ID ? null : text.substring(start, stop);
  }

  /** Exim's ids are 6-6-2 or 6-11-4 letters and digits; other servers write other things in id=. */
  private static @Nullable String eximId(@Nullable String id) {
    if (id == null || id.indexOf('-') != 6) {
      return null;
    }
    int second = id.indexOf('-', 7);
    boolean old = second == 13 && id.length() == 16;
    boolean recent = second == 18 && id.length() == 23;
    return old || recent ? id : null;
  }

  private static @Nullable String sendmailId(String text, int end) {
    int start = end;
    boolean digit = false;
    while (start > 0 && Ascii.isAlphanumeric(text.charAt(start - 1))) {
      start--;
      digit |= Ascii.isDigit(text.charAt(start));
    }
    boolean wholeWord = start > 0 && text.charAt(start - 1) == ' ';
    return wholeWord && digit && end - start >= 8 && end - start <= MAX_ID
        ? text.substring(start, end)
        : null;
  }
}
