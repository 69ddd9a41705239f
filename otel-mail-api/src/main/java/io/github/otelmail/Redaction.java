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

  private static final int MAX_DESCRIPTION = 300;

  private final AddressPolicy policy;
  private final String[] known;

  Redaction(AddressPolicy policy, List<String> recipients, @Nullable String from) {
    this.policy = policy;
    int count = Math.min(recipients.size(), MAX_RECIPIENTS);
    known = new String[from == null ? count : count + 1];
    for (int i = 0; i < count; i++) {
      known[i] = recipients.get(i);
    }
    if (from != null) {
      known[count] = from;
    }
  }

  @Nullable String address(String address) {
    return cut(policy.address(address));
  }

  @Nullable String domain(String address) {
    return cut(policy.domain(address));
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Bounds.cut(text);
  }

  boolean showsAddresses() {
    return known.length > 0 && (policy == AddressPolicy.HASH || policy == AddressPolicy.FULL);
  }

  /** The first 50 addresses, as far as the policy shows them. */
  List<String> addresses(List<String> addresses) {
    List<String> shown = new ArrayList<>(0);
    for (int i = 0; i < addresses.size() && i < MAX_RECIPIENTS; i++) {
      String address = address(addresses.get(i));
      if (address != null) {
        shown.add(address);
      }
    }
    return shown;
  }

  /** The distinct domains of the first 50 addresses. */
  List<String> domains(List<String> addresses) {
    if (addresses.size() == 1) {
      String only = domain(addresses.get(0));
      List<String> one = new ArrayList<>(1);
      if (only != null) {
        one.add(only);
      }
      return one;
    }
    Set<String> domains = new LinkedHashSet<>();
    for (int i = 0; i < addresses.size() && i < MAX_RECIPIENTS; i++) {
      String domain = domain(addresses.get(i));
      if (domain != null) {
        domains.add(domain);
      }
    }
    return new ArrayList<>(domains);
  }

  /** A reply without what the policy hides. */
  String text(String text) {
    return policy.redact(text, known);
  }

  /** The message of an error in one bounded line. */
  String message(@Nullable Throwable error) {
    String message = error == null ? null : Failsafe.getOrNull("read an error", error::getMessage);
    String line = message == null ? "" : text(new SmtpReply(0, message).text);
    return line.length() > MAX_DESCRIPTION ? line.substring(0, MAX_DESCRIPTION) : line;
  }
}
