// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The agent's options: {@code otel.instrumentation.otel-mail.<name>} as a system property, else
 * {@code OTEL_INSTRUMENTATION_OTEL_MAIL_<NAME>} in the environment, with {@code _} for a dot and a
 * hyphen; beside the OpenTelemetry Java agent, else the property in its configuration file.
 */
public final class Options {
  public static final String PREFIX = "otel.instrumentation.otel-mail.";

  private static volatile boolean besideOfficialAgent;

  /**
   * From now on what is set nowhere else is taken from the file of the OpenTelemetry Java agent.
   */
  public static void setBesideOfficialAgent() {
    besideOfficialAgent = true;
  }

  /** The value of the option; null when it is not set, or blank. */
  public static @Nullable String get(String name) {
    String value = System.getProperty(PREFIX + name);
    if (value == null) {
      value = System.getenv(variable(PREFIX + name));
    }
    if (value == null) {
      value = file().get(PREFIX + name);
    }
    return value == null || value.trim().isEmpty() ? null : value;
  }

  private static Map<String, String> file() {
    return besideOfficialAgent ? OfficialAgentFile.CONTENT : Collections.emptyMap();
  }

  /**
   * The options whose names begin so and that are not blank, by the rest of the name; properties go
   * before variables, and these before the file.
   */
  public static Map<String, String> startingWith(String start) {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    return startingWith(start, file(), System.getenv(), properties);
  }

  static Map<String, String> startingWith(
      String start,
      Map<String, String> file,
      Map<String, String> environment,
      Map<String, String> properties) {
    Map<String, String> options = new TreeMap<>();
    putAll(start, file, options);
    String variable = variable(PREFIX + start);
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      if (entry.getKey().startsWith(variable)) {
        String rest = entry.getKey().substring(variable.length()).toLowerCase(Locale.ROOT);
        options.put(rest, entry.getValue());
        // A variable cannot tell which of the two was meant.
        options.put(rest.replace('_', '-'), entry.getValue());
      }
    }
    putAll(start, properties, options);
    options.values().removeIf(value -> value.trim().isEmpty());
    return options;
  }

  private static void putAll(String start, Map<String, String> from, Map<String, String> options) {
    for (Map.Entry<String, String> entry : from.entrySet()) {
      if (entry.getKey().startsWith(PREFIX + start)) {
        options.put(entry.getKey().substring(PREFIX.length() + start.length()), entry.getValue());
      }
    }
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private Options() {}
}
