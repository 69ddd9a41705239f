// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds mail addresses in free text such as an SMTP reply and replaces them. When in doubt it takes
 * too much rather than too little: the {@code to=} of {@code to=jo@example.com} may go with it.
 */
final class AddressRedactor {
  static final String ELLIPSIS = "\u2026";

  private static final String NOT_LOCAL = "<>()[]:;,@\"\\" + ELLIPSIS;
  private static final String OPENING_QUOTES = "'`{|";
  private static final String ENCODED_AT = "%40";

  /** Longest local part in quotes that is looked for; RFC 5321 allows 64 octets. */
  private static final int MAX_QUOTED = 320;

  private AddressRedactor() {}

  static String redact(String text, AddressPolicy policy) {
    int at = nextAt(text, 0);
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int copied = 0;
    while (at >= 0) {
      int domainStart = at + (text.charAt(at) == '@' ? 1 : ENCODED_AT.length());
      int localStart = localStart(text, copied, at);
      int next = domainStart;
      if (localStart < at) {
        next = domainEnd(text, domainStart);
        out.append(text, copied, localStart)
            .append(
                shown(text.substring(localStart, at), text.substring(domainStart, next), policy));
        copied = next;
      }
      at = nextAt(text, next);
    }
    return out.append(text, copied, text.length()).toString();
  }

  /** Replaces {@code word} where it stands alone, whatever its case. */
  static String redactWord(String text, String word) {
    StringBuilder out = null;
    int copied = 0;
    int last = text.length() - word.length();
    for (int i = 0; i <= last; i++) {
      if (text.regionMatches(true, i, word, 0, word.length())
          && !continuesBefore(text, i)
          && !continuesAfter(text, i + word.length())) {
        out = out == null ? new StringBuilder(text.length()) : out;
        out.append(text, copied, i).append(ELLIPSIS);
        copied = i + word.length();
        i = copied - 1;
      }
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  private static String shown(String local, String domain, AddressPolicy policy) {
    if (domain.isEmpty() || policy == AddressPolicy.NONE) {
      return ELLIPSIS;
    }
    @Nullable String address = policy.address(local + '@' + domain);
    return address != null ? address : ELLIPSIS + '@' + domain.toLowerCase(Locale.ROOT);
  }

  private static int nextAt(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@' || (c == '%' && text.startsWith(ENCODED_AT, i))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where the local part before {@code at} begins, not before {@code from}; {@code at} for none.
   */
  private static int localStart(String text, int from, int at) {
    if (at - 1 > from && text.charAt(at - 1) == '"') {
      int limit = Math.max(from, at - MAX_QUOTED);
      for (int i = at - 2; i >= limit; i--) {
        if (text.charAt(i) == '"' && (i == from || text.charAt(i - 1) != '\\')) {
          return i;
        }
      }
      return at;
    }
    int start = at;
    while (start > from && isLocal(text.charAt(start - 1))) {
      start--;
    }
    while (start < at - 1 && OPENING_QUOTES.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return start;
  }

  private static int domainEnd(String text, int start) {
    if (start < text.length() && text.charAt(start) == '[') {
      int close = text.indexOf(']', start);
      return close < 0 ? text.length() : close + 1;
    }
    int end = start;
    while (end < text.length() && isDomain(text.charAt(end))) {
      end++;
    }
    while (end > start && !Character.isLetterOrDigit(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isLocal(char c) {
    return c > ' ' && c != 127 && NOT_LOCAL.indexOf(c) < 0;
  }

  private static boolean isDomain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  private static boolean continuesBefore(String text, int index) {
    if (index == 0) {
      return false;
    }
    char c = text.charAt(index - 1);
    return isWord(c) || (c == '.' && index > 1 && isWord(text.charAt(index - 2)));
  }

  private static boolean continuesAfter(String text, int index) {
    if (index == text.length()) {
      return false;
    }
    char c = text.charAt(index);
    return isWord(c) || (c == '.' && index + 1 < text.length() && isWord(text.charAt(index + 1)));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '+';
  }
}
