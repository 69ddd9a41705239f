// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much of a mail address may appear in telemetry and reports. The default everywhere is {@link
 * #DOMAIN}: enough to see which receiver is slow, and nobody's name.
 */
public enum AddressPolicy {
  /** Nothing of an address, not even its domain. */
  NONE,
  /** The domain only. */
  DOMAIN,
  /**
   * The domain, and {@code sha256:} with the first 16 hex digits of the SHA-256 of the address in
   * lower case: lets one follow a known address without showing it. Addresses can be guessed, so
   * this hides them from a glance, not from an attacker.
   */
  HASH,
  /** The whole address. */
  FULL;

  /** No domain name is longer (RFC 1035 section 2.3.4); what is longer is not shown. */
  private static final int MAX_DOMAIN_LENGTH = 255;

  private static final char FIRST_NOT_ASCII = 0x80;
  private static final String HIDDEN = "*";
  private static final String ENCODED_AT = "%40";

  /**
   * The address as this policy shows it, or null when it shows none.
   *
   * @param address an address without angle brackets; may be empty
   */
  public @Nullable String address(String address) {
    if (address.isEmpty()) {
      return null;
    }
    switch (this) {
      case FULL:
        return address;
      case HASH:
        return "sha256:" + sha256Prefix(address.toLowerCase(Locale.ROOT));
      default:
        return null;
    }
  }

  /**
   * The domain of the address in lower case, or null when there is none or this policy shows none.
   *
   * @param address an address without angle brackets; may be empty
   */
  public @Nullable String domain(String address) {
    int at = address.lastIndexOf('@');
    if (this == NONE
        || at < 0
        || at == address.length() - 1
        || address.length() - at - 1 > MAX_DOMAIN_LENGTH) {
      return null;
    }
    return address.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * The text with every mail address in it shown as this policy shows addresses: {@code
   * <jo@example.com>} becomes {@code <*@example.com>} by {@link #DOMAIN}. SMTP replies quote
   * addresses. What stands between angle brackets counts as an address with no {@code @} too, as
   * Postfix writes {@code <root>: Recipient address rejected}.
   *
   * @param text one reply or log text; any length
   */
  public String redact(String text) {
    if (this == FULL || isPlain(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length());
    int copied = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = i + 1;
      if (c == '<') {
        end = bracketEnd(text, i + 1);
        if (end > i + 1) {
          shown.append(text, copied, i + 1).append(shown(text.substring(i + 1, end)));
          copied = end;
        } else {
          end = i + 1;
        }
      } else if (isAt(text, i)) {
        int start = localPartStart(text, i, copied);
        int domain = i + (c == '@' ? 1 : ENCODED_AT.length());
        end = domainEnd(text, domain);
        if (start < i || end > domain) {
          String address = text.substring(start, i) + '@' + text.substring(domain, end);
          shown.append(text, copied, start).append(shown(address));
          copied = end;
        }
      }
      i = end;
    }
    return shown.append(text, copied, text.length()).toString();
  }

  /**
   * Like {@link #redact(String)}, and also hides the local part of known addresses where it stands
   * alone, as in {@code unknown user: "jo"}. To be called once for a text: what it shows is no text
   * of a server any more.
   *
   * @param text one reply or log text; any length
   * @param addresses what the text is probably about, without angle brackets; empty ones and nulls
   *     say nothing
   */
  public String redact(String text, @Nullable String... addresses) {
    if (this == FULL) {
      return text;
    }
    String shown = redact(text);
    for (String address : addresses) {
      if (address == null) {
        continue;
      }
      int at = address.lastIndexOf('@');
      int length = at < 0 ? address.length() : at;
      if (length > 0) {
        shown = hideWord(shown, address, length);
      }
    }
    return shown;
  }

  /**
   * Hides the first {@code length} characters of {@code word} wherever no letter, digit or the like
   * continues them, whatever their case.
   */
  private static String hideWord(String text, String word, int length) {
    StringBuilder shown = null;
    int copied = 0;
    char lower = Character.toLowerCase(word.charAt(0));
    char upper = Character.toUpperCase(lower);
    for (int i = 0; i + length <= text.length(); i++) {
      char c = text.charAt(i);
      if (c != lower && c != upper && c < FIRST_NOT_ASCII && lower < FIRST_NOT_ASCII) {
        continue; // By far the most; beyond ASCII a letter can have several forms.
      }
      int end = i + length;
      if (text.regionMatches(true, i, word, 0, length)
          && !isContinued(text, i - 1, -1)
          && !isContinued(text, end, 1)) {
        shown = shown == null ? new StringBuilder(text.length()) : shown;
        shown.append(text, copied, i).append(HIDDEN);
        copied = end;
        i = end - 1;
      }
    }
    return shown == null ? text : shown.append(text, copied, text.length()).toString();
  }

  /** True when the character at {@code i}, or one behind a dot, belongs to the same word. */
  private static boolean isContinued(String text, int i, int step) {
    int at = i >= 0 && i < text.length() && text.charAt(i) == '.' ? i + step : i;
    return at >= 0
        && at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "-_+".indexOf(text.charAt(at)) >= 0);
  }

  private static boolean isPlain(String text) {
    return text.indexOf('@') < 0 && text.indexOf('<') < 0 && text.indexOf('%') < 0;
  }

  /** True for an at sign, and for one in a link such as {@code https://…/?id=jo%40example.com}. */
  private static boolean isAt(String text, int i) {
    char c = text.charAt(i);
    return c == '@' || (c == '%' && text.startsWith(ENCODED_AT, i));
  }

  private String shown(String address) {
    String hash = address(address);
    String domain = domain(address);
    return (hash == null ? HIDDEN : hash) + (domain == null ? "" : '@' + domain);
  }

  /** Where the closing bracket stands, or {@code from} when no address is between the brackets. */
  private static int bracketEnd(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '>') {
        return i;
      } else if (!quoted && (c == '<' || c <= ' ')) {
        return from;
      }
    }
    return from;
  }

  private static int localPartStart(String text, int at, int limit) {
    int i = at;
    if (i > limit && text.charAt(i - 1) == '"') {
      int quote = text.lastIndexOf('"', i - 2);
      return quote >= limit ? quote : i - 1;
    }
    while (i > limit && isLocalPart(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private static int domainEnd(String text, int from) {
    int i = from;
    while (i < text.length() && isDomain(text.charAt(i))) {
      i++;
    }
    while (i > from && text.charAt(i - 1) == '.') {
      i--;
    }
    return i;
  }

  /** RFC 5322 atext, a dot, and RFC 6531's letters. */
  private static boolean isLocalPart(char c) {
    return "!#$%&'*+/=?^_`{|}~".indexOf(c) >= 0 || (isDomain(c) && "[]:".indexOf(c) < 0);
  }

  private static boolean isDomain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c >= 128
        || "-._[]:".indexOf(c) >= 0;
  }

  private static String sha256Prefix(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      StringBuilder hex = new StringBuilder(16);
      for (int i = 0; i < 8; i++) {
        hex.append(Character.forDigit((digest[i] >> 4) & 15, 16));
        hex.append(Character.forDigit(digest[i] & 15, 16));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
