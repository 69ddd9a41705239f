// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.AddressPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows addresses and the texts of servers as the policy says. Servers also quote the local part of
 * an address alone ({@code unknown user: "jo"}); those of the message's own addresses are hidden.
 */
final class Redaction {
  /** Of as many recipients a span shows the domain, and hides the local part in replies. */
  private static final int MAX_RECIPIENTS = 50;

  private static final int MIN_LOCAL_PART = 2;
  private static final int MAX_DESCRIPTION = 300;

  private final AddressPolicy policy;
  private final List<String> recipients;
  private final @Nullable String from;

  Redaction(AddressPolicy policy, List<String> recipients, @Nullable String from) {
    this.policy = policy;
    this.recipients = recipients;
    this.from = from;
  }

  @Nullable String address(String address) {
    return policy.address(address);
  }

  @Nullable String domain(String address) {
    return policy.domain(address);
  }

  /** The distinct domains of the first 50 addresses. */
  List<String> domains(List<String> addresses) {
    Set<String> domains = new LinkedHashSet<>();
    for (int i = 0; i < addresses.size() && i < MAX_RECIPIENTS; i++) {
      String domain = policy.domain(addresses.get(i));
      if (domain != null) {
        domains.add(domain);
      }
    }
    return new ArrayList<>(domains);
  }

  /** A reply without what the policy hides. */
  String text(String text) {
    if (policy == AddressPolicy.FULL) {
      return text;
    }
    String shown = policy.redact(text);
    for (int i = 0; i < recipients.size() && i < MAX_RECIPIENTS; i++) {
      shown = withoutLocalPart(shown, recipients.get(i));
    }
    return from == null ? shown : withoutLocalPart(shown, from);
  }

  /** The message of an error in one bounded line. */
  String message(@Nullable Throwable error) {
    String message = error == null ? null : error.getMessage();
    String line = message == null ? "" : text(new SmtpReply(0, message).text);
    return line.length() > MAX_DESCRIPTION ? line.substring(0, MAX_DESCRIPTION) : line;
  }

  private static String withoutLocalPart(String text, String address) {
    int at = address.lastIndexOf('@');
    String local = at < 0 ? address : address.substring(0, at);
    if (local.length() < MIN_LOCAL_PART) {
      return text;
    }
    StringBuilder shown = null;
    int copied = 0;
    for (int i = 0; i + local.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, local, 0, local.length())
          && isBorder(text, i - 1)
          && isBorder(text, i + local.length())) {
        shown = shown == null ? new StringBuilder(text.length()) : shown;
        shown.append(text, copied, i).append('*');
        copied = i + local.length();
        i = copied - 1;
      }
    }
    return shown == null ? text : shown.append(text, copied, text.length()).toString();
  }

  private static boolean isBorder(String text, int index) {
    return index < 0 || index >= text.length() || !Character.isLetterOrDigit(text.charAt(index));
  }
}
