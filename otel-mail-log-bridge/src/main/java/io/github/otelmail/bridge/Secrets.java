// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes out of messages what only the owner may know. */
final class Secrets {
  /** Variables with headers, which hold the credentials for the receiver. */
  static final List<String> HEADERS =
      List.of("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS");

  private static final String HIDDEN = "***";

  /** User and password in a URL; RFC 3986, section 3.2.1. */
  private static final Pattern USER_INFORMATION = Pattern.compile("://[^/@\\s]+@");

  private Secrets() {}

  /** The text without the values of headers, and without passwords in URLs. */
  static String hide(String text, Map<String, String> environment) {
    List<String> secrets = new ArrayList<>();
    for (String variable : HEADERS) {
      String headers = environment.getOrDefault(variable, "");
      secrets.add(headers);
      for (String header : headers.split(",", -1)) {
        secrets.add(header.strip());
        secrets.add(header.substring(header.indexOf('=') + 1).strip());
      }
    }
    secrets.removeIf(String::isEmpty);
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    String hidden = USER_INFORMATION.matcher(text).replaceAll("://" + HIDDEN + "@");
    for (String secret : secrets) {
      hidden = hidden.replace(secret, HIDDEN);
    }
    return hidden;
  }
}
