// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The little YAML of the grok-pattern samples: one level of {@code key: value}, quoted or not. */
final class Yaml {
  private Yaml() {}

  static Map<String, String> read(List<String> lines) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        values.put(line.substring(0, colon).strip(), value(line.substring(colon + 2).strip()));
      }
    }
    return values;
  }

  private static String value(String text) {
    if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
      return text.substring(1, text.length() - 1).replace("''", "'");
    }
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text;
    }
    return text.substring(1, text.length() - 1)
        .replace("\\r", "?")
        .replace("\\n", "?")
        .replace("\\\"", "\"")
        .replace("\\\\", "\\");
  }
}
