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
    if (this == NONE || at < 0 || at == address.length() - 1) {
      return null;
    }
    return address.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Free text, such as an SMTP reply, with every mail address in it as this policy shows it: {@link
   * #DOMAIN} leaves {@code …@example.com}, {@link #HASH} the hash, {@link #NONE} {@code …}. Rather
   * takes too much than too little.
   *
   * @param text any text
   */
  public String redact(String text) {
    return this == FULL ? text : AddressRedactor.redact(text, this);
  }

  /**
   * Like {@link #redact(String)}, and also takes out the address's local part where it stands
   * alone, as in {@code unknown user: "jo"}.
   *
   * @param text any text
   * @param address an address that the text is probably about, without angle brackets; may be empty
   */
  public String redact(String text, String address) {
    if (this == FULL) {
      return text;
    }
    String redacted = redact(text);
    int at = address.lastIndexOf('@');
    String localPart = at < 0 ? address : address.substring(0, at);
    return localPart.isEmpty() ? redacted : AddressRedactor.redactWord(redacted, localPart);
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
