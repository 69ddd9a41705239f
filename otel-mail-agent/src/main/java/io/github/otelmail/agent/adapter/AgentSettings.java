// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.adapter;

import io.github.otelmail.MailTelemetry;
import io.github.otelmail.MailTelemetryBuilder;
import io.github.otelmail.agent.bootstrap.Durations;
import io.github.otelmail.agent.bootstrap.Notices;
import io.github.otelmail.agent.bootstrap.Options;
import io.github.otelmail.semconv.AddressPolicy;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Gives the choices made by {@link Options} to otel-mail-api; a bad one is told and left out. */
final class AgentSettings {
  private static final String[] NAMES = {
    "address-policy",
    "stream",
    "stream-header",
    "stream-by-sender",
    "deadline",
    "signing-key-file",
    "header",
    "token",
    "subject",
    "relay"
  };

  private static final String DEADLINE_OF = "deadline.";

  static MailTelemetryBuilder apply(MailTelemetryBuilder builder) {
    for (String name : NAMES) {
      String value = Options.get(name);
      if (value != null) {
        set(builder, name, value.trim());
      }
    }
    for (Map.Entry<String, String> entry : Options.startingWith(DEADLINE_OF).entrySet()) {
      set(builder, DEADLINE_OF + entry.getKey(), entry.getValue().trim());
    }
    return builder;
  }

  private static void set(MailTelemetryBuilder builder, String name, String value) {
    try {
      apply(builder, name, value);
    } catch (IOException | RuntimeException e) {
      // A variable's name may be read in two ways.
      String topic = name.replace('_', '-');
      Notices.once(
          topic,
          Options.PREFIX + name + " is not used: " + reason(e) + "; the default stays",
          null);
    }
  }

  private static void apply(MailTelemetryBuilder builder, String name, String value)
      throws IOException {
    switch (name) {
      case "address-policy":
        builder.addressPolicy(policy(value));
        break;
      case "stream":
        builder.stream(value);
        break;
      case "stream-header":
        builder.streamHeader(value);
        break;
      case "stream-by-sender":
        streamBySender(builder, value);
        break;
      case "deadline":
        builder.deadline(Durations.parse(value));
        break;
      case "signing-key-file":
        builder.signingKey(key(value));
        break;
      case "header":
        builder.header(onOff(value));
        break;
      case "token":
        builder.token(onOff(value));
        break;
      case "subject":
        builder.subject(onOff(value));
        break;
      case "relay":
        builder.relay(onOff(value));
        break;
      default:
        builder.deadline(name.substring(DEADLINE_OF.length()), Durations.parse(value));
    }
  }

  /** As OpenTelemetry writes maps: {@code shop@example.com=invoice,example.org=otp}. */
  private static void streamBySender(MailTelemetryBuilder builder, String value) {
    Map<String, String> streams = new LinkedHashMap<>();
    for (String entry : value.split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        streams.put(entry.substring(0, equals), entry.substring(equals + 1).trim());
      } else if (!entry.trim().isEmpty()) {
        throw new IllegalArgumentException("\"" + entry + "\" is not sender=stream");
      }
    }
    // A bad one must leave none behind.
    streams.forEach(MailTelemetry.builder(OpenTelemetry.noop())::streamBySender);
    streams.forEach(builder::streamBySender);
  }

  /** The file without the line ends after it, as the log bridge reads it. */
  private static byte[] key(String file) throws IOException {
    if (Files.isDirectory(Paths.get(file))) {
      throw new IOException(file + ", a directory");
    }
    byte[] key = Files.readAllBytes(Paths.get(file));
    int length = key.length;
    while (length > 0 && (key[length - 1] == '\n' || key[length - 1] == '\r')) {
      length--;
    }
    return Arrays.copyOf(key, length);
  }

  private static String reason(Exception e) {
    return e instanceof IOException
        ? "cannot read " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  private static AddressPolicy policy(String value) {
    try {
      return AddressPolicy.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + value + "\" is none of none, domain, hash, full", e);
    }
  }

  private static boolean onOff(String value) {
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(value);
    }
    throw new IllegalArgumentException("\"" + value + "\" is neither true nor false");
  }

  private AgentSettings() {}
}
