// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The agent's options: {@code otel.instrumentation.otel-mail.<name>} as a system property, else
 * {@code OTEL_INSTRUMENTATION_OTEL_MAIL_<NAME>} in the environment, with {@code _} for a dot and a
 * hyphen.
 */
public final class Options {
  public static final String PREFIX = "otel.instrumentation.otel-mail.";

  /** The value of the option; null when it is not set, or blank. */
  public static @Nullable String get(String name) {
    String property = System.getProperty(PREFIX + name);
    String value = property == null ? System.getenv(variable(PREFIX + name)) : property;
    return value == null || value.trim().isEmpty() ? null : value;
  }

  /**
   * The options whose names begin so and that are not blank, by the rest of the name; properties go
   * before variables.
   */
  public static Map<String, String> startingWith(String start) {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    return startingWith(start, System.getenv(), properties);
  }

  static Map<String, String> startingWith(
      String start, Map<String, String> environment, Map<String, String> properties) {
    Map<String, String> options = new TreeMap<>();
    String variable = variable(PREFIX + start);
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      if (entry.getKey().startsWith(variable)) {
        String rest = entry.getKey().substring(variable.length()).toLowerCase(Locale.ROOT);
        options.put(rest, entry.getValue());
        // A variable cannot tell which of the two was meant.
        options.put(rest.replace('_', '-'), entry.getValue());
      }
    }
    for (Map.Entry<String, String> entry : properties.entrySet()) {
      if (entry.getKey().startsWith(PREFIX + start)) {
        options.put(entry.getKey().substring(PREFIX.length() + start.length()), entry.getValue());
      }
    }
    options.values().removeIf(value -> value.trim().isEmpty());
    return options;
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private Options() {}
}
