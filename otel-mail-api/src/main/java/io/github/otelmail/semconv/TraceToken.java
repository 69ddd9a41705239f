// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The trace context that a Message-ID carries through mail servers that know nothing of it.
 *
 * <pre>{@code
 * <t1.{trace-id}-{span-id}-{flags}.{sent-ms base36}[.s={stream}][.d={deadline-s}][.h={mac}]@{domain}>
 * <t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.mh8p0d1c.s=otp.d=60@example.com>
 * }</pre>
 *
 * <p>The left side is a dot-atom (RFC 5322 section 3.2.3) in lower case, so that it survives
 * servers that fold case, and {@code grep <trace-id> mail.log} finds it. {@code h} is an
 * HMAC-SHA256 over all that stands before {@code .h=}, an {@code @} and the domain, truncated to 80
 * bits, as 20 hex digits.
 */
public final class TraceToken {
  /** No Message-ID that carries a token is longer than this, angle brackets included. */
  public static final int MAX_LENGTH = 200;

  /** Value of {@link #deadlineSeconds()} when the mail has no deadline. */
  public static final long NO_DEADLINE = -1;

  private static final String PREFIX = "t1.";
  private static final int CONTEXT_LENGTH = 32 + 1 + 16 + 1 + 2;
  private static final int MAC_BYTES = 10;
  private static final int MAX_STREAM_LENGTH = 32;
  private static final int MAX_DIGITS = 12;
  private static final long MAX_SENT_MILLIS = 4_738_381_338_321_616_895L; // 12 digits, base 36
  private static final long MAX_DEADLINE_SECONDS = 999_999_999_999L;

  private final String traceId;
  private final String spanId;
  private final int flags;
  private final long sentMillis;
  private final @Nullable String stream;
  private final long deadlineSeconds;
  private final String signedPart;
  private final @Nullable String mac;
  private final String domain;

  private TraceToken(
      String traceId,
      String spanId,
      int flags,
      long sentMillis,
      @Nullable String stream,
      long deadlineSeconds,
      String signedPart,
      @Nullable String mac,
      String domain) {
    this.traceId = traceId;
    this.spanId = spanId;
    this.flags = flags;
    this.sentMillis = sentMillis;
    this.stream = stream;
    this.deadlineSeconds = deadlineSeconds;
    this.signedPart = signedPart;
    this.mac = mac;
    this.domain = domain;
  }

  /**
   * Makes a Message-ID, angle brackets included.
   *
   * @param traceId 32 lower-case hex digits
   * @param spanId 16 lower-case hex digits
   * @param flags W3C trace flags, 0 to 255
   * @param sentMillis epoch milliseconds, not negative
   * @param stream kind of mail, or null; see {@link #isStream(String)}
   * @param deadlineSeconds not negative, or {@link #NO_DEADLINE}
   * @param domain right side of the Message-ID
   * @param key signs the token; null for an unsigned one
   * @return null when it would be longer than {@link #MAX_LENGTH} or a part is not valid, so that
   *     {@link #parse} would not take it: the caller then leaves the Message-ID alone
   * @throws IllegalArgumentException when the key is empty
   */
  public static @Nullable String format(
      String traceId,
      String spanId,
      int flags,
      long sentMillis,
      @Nullable String stream,
      long deadlineSeconds,
      String domain,
      byte @Nullable [] key) {
    if ((stream != null && !isStream(stream))
        || !isDomain(domain)
        || !isId(traceId, 32)
        || !isId(spanId, 16)
        || sentMillis < 0
        || sentMillis > MAX_SENT_MILLIS
        || deadlineSeconds > MAX_DEADLINE_SECONDS) {
      return null;
    }
    StringBuilder id = new StringBuilder(MAX_LENGTH).append('<').append(PREFIX);
    id.append(traceId).append('-').append(spanId).append('-');
    id.append(Character.forDigit((flags >> 4) & 15, 16)).append(Character.forDigit(flags & 15, 16));
    id.append('.').append(Long.toString(sentMillis, 36));
    if (stream != null) {
      id.append(".s=").append(stream);
    }
    if (deadlineSeconds >= 0) {
      id.append(".d=").append(deadlineSeconds);
    }
    if (key != null) {
      String mac = mac(id.substring(1), domain, key);
      id.append(".h=").append(mac);
    }
    id.append('@').append(domain).append('>');
    return id.length() > MAX_LENGTH ? null : id.toString();
  }

  /**
   * Reads the token out of a Message-ID.
   *
   * @param messageId with or without angle brackets; any text
   * @return null when the Message-ID carries no well-formed token
   */
  public static @Nullable TraceToken parse(String messageId) {
    boolean brackets = messageId.startsWith("<") && messageId.endsWith(">");
    int start = brackets ? 1 : 0;
    int end = messageId.length() - start;
    if (end - start > MAX_LENGTH - 2
        || !messageId.regionMatches(true, start, PREFIX, 0, PREFIX.length())) {
      return null;
    }
    String id = messageId.substring(start, end);
    int at = id.lastIndexOf('@');
    int contextEnd = PREFIX.length() + CONTEXT_LENGTH;
    if (at < 0 || at < contextEnd + 2) {
      return null;
    }
    String domain = id.substring(at + 1);
    if (!isAscii(id, at) || id.charAt(contextEnd) != '.' || !isDomain(domain)) {
      return null;
    }
    // Some servers change the case of what they relay; the token was lower case when it was signed.
    String left = id.substring(0, at).toLowerCase(Locale.ROOT);
    String traceId = left.substring(PREFIX.length(), PREFIX.length() + 32);
    String spanId = left.substring(PREFIX.length() + 33, PREFIX.length() + 49);
    String flags = left.substring(PREFIX.length() + 50, contextEnd);
    if (left.charAt(PREFIX.length() + 32) != '-'
        || left.charAt(PREFIX.length() + 49) != '-'
        || !isId(traceId, 32)
        || !isId(spanId, 16)
        || !isHex(flags)) {
      return null;
    }
    return parseFields(left, contextEnd + 1, domain, traceId, spanId, Integer.parseInt(flags, 16));
  }

  /** Reads {@code {sent-ms}[.s=…][.d=…][.h=…]}, each at most once and in this order. */
  private static @Nullable TraceToken parseFields(
      String left, int start, String domain, String traceId, String spanId, int flags) {
    int end = fieldEnd(left, start);
    long sentMillis = parseNumber(left, start, end, 36);
    if (sentMillis < 0) {
      return null;
    }
    String stream = null;
    long deadline = NO_DEADLINE;
    if (left.startsWith(".s=", end)) {
      int from = end + 3;
      end = fieldEnd(left, from);
      stream = left.substring(from, end);
      if (!isStream(stream)) {
        return null;
      }
    }
    if (left.startsWith(".d=", end)) {
      int from = end + 3;
      end = fieldEnd(left, from);
      deadline = parseNumber(left, from, end, 10);
      if (deadline < 0) {
        return null;
      }
    }
    String mac = null;
    String signedPart = left.substring(0, end);
    if (left.startsWith(".h=", end)) {
      int from = end + 3;
      end = fieldEnd(left, from);
      mac = left.substring(from, end);
      if (mac.length() != MAC_BYTES * 2 || !isHex(mac)) {
        return null;
      }
    }
    return end != left.length()
        ? null
        : new TraceToken(
            traceId, spanId, flags, sentMillis, stream, deadline, signedPart, mac, domain);
  }

  /** 32 lower-case hex digits. */
  public String traceId() {
    return traceId;
  }

  /** 16 lower-case hex digits. */
  public String spanId() {
    return spanId;
  }

  /** True when the application recorded the trace (W3C trace flag 01). */
  public boolean sampled() {
    return (flags & 1) != 0;
  }

  /** When the Message-ID was made, epoch milliseconds. */
  public long sentMillis() {
    return sentMillis;
  }

  /** The kind of mail, or null when it was not told. */
  public @Nullable String stream() {
    return stream;
  }

  /**
   * After how many seconds from {@link #sentMillis()} the mail is late, or {@link #NO_DEADLINE}.
   */
  public long deadlineSeconds() {
    return deadlineSeconds;
  }

  /** The right side of the Message-ID. */
  public String domain() {
    return domain;
  }

  /** True when the token carries a signature, right or wrong. */
  public boolean signed() {
    return mac != null;
  }

  /** True when the token was signed with {@code key}; false for an unsigned one. */
  public boolean verify(byte[] key) {
    return mac != null
        && MessageDigest.isEqual(
            mac.getBytes(StandardCharsets.US_ASCII),
            mac(signedPart, domain, key).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * True for a name that may travel in a token: 1 to 32 of {@code a-z 0-9 - _}. Not a free text: it
   * is read by everybody who gets the mail.
   */
  public static boolean isStream(String text) {
    if (text.isEmpty() || text.length() > MAX_STREAM_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** True for a dot-atom or a domain literal, as far as a Message-ID needs it. */
  private static boolean isDomain(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127 || "<>@(),;\\\"".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static int fieldEnd(String text, int from) {
    int dot = text.indexOf('.', from);
    return dot < 0 ? text.length() : dot;
  }

  /** The number in {@code text[from, to)}, or -1: no sign, at most {@link #MAX_DIGITS} digits. */
  private static long parseNumber(String text, int from, int to, int radix) {
    if (to <= from || to - from > MAX_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = Character.digit(c, radix);
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }

  /** Hex digits that are not all zero, which W3C trace context forbids. */
  private static boolean isId(String text, int length) {
    return text.length() == length && isHex(text) && text.chars().anyMatch(c -> c != '0');
  }

  /** Other letters must not fold into digits of a token: U+212A in lower case is a plain k. */
  private static boolean isAscii(String text, int length) {
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static String mac(String signedPart, String domain, byte[] key) {
    try {
      Mac hmac = Mac.getInstance("HmacSHA256");
      hmac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] full =
          hmac.doFinal(
              (signedPart + '@' + domain.toLowerCase(Locale.ROOT))
                  .getBytes(StandardCharsets.US_ASCII));
      StringBuilder hex = new StringBuilder(MAC_BYTES * 2);
      for (int i = 0; i < MAC_BYTES; i++) {
        hex.append(Character.forDigit((full[i] >> 4) & 15, 16));
        hex.append(Character.forDigit(full[i] & 15, 16));
      }
      return hex.toString();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("the signing key cannot be used: " + e.getMessage(), e);
    }
  }
}
