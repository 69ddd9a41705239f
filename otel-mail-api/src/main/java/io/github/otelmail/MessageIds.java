// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/** Tells a Message-ID that Jakarta Mail made a moment ago from any other. */
final class MessageIds {
  static final String HEADER = "Message-ID";

  static @Nullable String of(Message message) throws MessagingException {
    String[] values = message.getHeader(HEADER);
    return values == null || values.length == 0 ? null : values[0];
  }

  /**
   * The Message-ID if Jakarta Mail itself made it at or after {@code sinceMillis}, else null. Its
   * form is {@code <hash.counter.epoch-ms@domain>} (UniqueValue.getUniqueMessageIDValue).
   */
  static @Nullable String libraryMade(Message message, long sinceMillis) throws MessagingException {
    String id = of(message);
    if (id == null || !id.startsWith("<") || !id.endsWith(">")) {
      return null;
    }
    int hash = digits(id, id.startsWith("<-") ? 2 : 1);
    int counter = hash < 0 || id.charAt(hash) != '.' ? -1 : digits(id, hash + 1);
    int time = counter < 0 || id.charAt(counter) != '.' ? -1 : digits(id, counter + 1);
    if (time < 0 || id.charAt(time) != '@' || time - counter > 17) {
      return null;
    }
    long millis = Long.parseLong(id.substring(counter + 1, time));
    return millis >= sinceMillis && millis <= System.currentTimeMillis() ? id : null;
  }

  /** The index after one or more digits, or -1. */
  private static int digits(String id, int from) {
    int i = from;
    while (i < id.length() && id.charAt(i) >= '0' && id.charAt(i) <= '9') {
      i++;
    }
    return i == from ? -1 : i;
  }

  /** Puts the current trace into the Message-ID that was just made; returns the new id, or null. */
  static @Nullable String writeToken(Message message, MailTelemetry telemetry)
      throws MessagingException {
    MessageHeaders headers = MessageHeaders.of(message);
    String made = headers.messageId();
    if (made == null || headers.signed()) {
      return null;
    }
    String id = telemetry.messageId(message, domain(made));
    if (id != null) {
      message.setHeader(HEADER, id);
    }
    return id;
  }

  /** The right side of a Message-ID in angle brackets. */
  static String domain(String id) {
    return id.substring(id.lastIndexOf('@') + 1, id.length() - 1);
  }

  private MessageIds() {}
}
