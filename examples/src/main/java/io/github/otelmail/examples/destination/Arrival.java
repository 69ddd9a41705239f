// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.destination;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message that a receiver took.
 *
 * @param sender envelope sender, empty for a notification
 * @param headers everything before the first empty line, at most 16 KiB
 */
public record Arrival(Behaviour receiver, String sender, List<String> recipients, String headers) {

  /** The value of a header, unfolded, or null when the message has none of that name. */
  public @Nullable String header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ':';
    for (String line : headers.replaceAll("\r?\n[ \t]+", " ").split("\r?\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
        return line.substring(start.length()).strip();
      }
    }
    return null;
  }
}
