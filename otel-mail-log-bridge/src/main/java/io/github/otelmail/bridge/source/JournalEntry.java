// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.otelmail.bridge.event.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal as {@code journalctl -o json} prints it (systemd, Journal JSON Format): a
 * value is a string, an array of byte values where it is not UTF-8, null where it was too long, and
 * an array of all that where a field has several values, of which the first counts.
 */
final class JournalEntry {
  private static final JsonFactory JSON = new JsonFactory();

  /** {@code SD_MESSAGE_JOURNAL_DROPPED} of systemd's {@code sd-messages.h}. */
  private static final String DROPPED = "a596d6fe7bfa4994828e72309e95d61e";

  /** Matches what the journal says of entries it dropped. */
  static final String DROPPED_MATCH = "MESSAGE_ID=" + DROPPED;

  private static final String SUPPRESSED = "Suppressed ";

  private String cursor = "";
  private String micros = "";
  private String host = "";
  private String tag = "";
  private String pid = "";
  private String messageId = "";
  private byte @Nullable [] message;

  private JournalEntry() {}

  /** Null for what is no entry with a cursor. */
  static @Nullable JournalEntry read(LogLine line) {
    JournalEntry entry = new JournalEntry();
    try (JsonParser parser =
        JSON.createParser(line.buffer(), line.start(), line.end() - line.start())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        entry.keep(parser.currentName(), value(parser));
      }
    } catch (IOException broken) {
      // journalctl was killed while it wrote, or the line was cut.
      return null;
    }
    return entry.cursor.isEmpty() ? null : entry;
  }

  private void keep(String field, byte @Nullable [] value) {
    if (value == null) {
      return;
    }
    switch (field) {
      case "__CURSOR" -> cursor = text(value);
      case "__REALTIME_TIMESTAMP" -> micros = text(value);
      case "_HOSTNAME" -> host = text(value);
      case "SYSLOG_IDENTIFIER" -> tag = text(value);
      case "_PID" -> pid = text(value);
      case "SYSLOG_PID" -> pid = pid.isEmpty() ? text(value) : pid;
      case "MESSAGE_ID" -> messageId = text(value);
      case "MESSAGE" -> message = value;
      default -> {}
    }
  }

  /** The first value of the field the parser stands at, and the parser behind all of them. */
  private static byte @Nullable [] value(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token != JsonToken.START_ARRAY) {
      byte[] value = token == JsonToken.VALUE_STRING ? utf8(parser.getText()) : null;
      parser.skipChildren();
      return value;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] first = null;
    for (token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        bytes.write(parser.getIntValue());
      } else if (token == JsonToken.START_ARRAY && first == null) {
        first = numbers(parser);
      } else {
        first = first == null && token == JsonToken.VALUE_STRING ? utf8(parser.getText()) : first;
        parser.skipChildren();
      }
    }
    return first != null ? first : bytes.toByteArray();
  }

  private static byte[] numbers(JsonParser parser) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      bytes.write(parser.getIntValue());
    }
    return bytes.toByteArray();
  }

  String cursor() {
    return cursor;
  }

  /** How many messages the journal says it dropped; 0 when it says nothing of the kind. */
  long dropped() {
    String text = message == null ? "" : text(message);
    if (!messageId.equals(DROPPED) || !text.startsWith(SUPPRESSED)) {
      return 0;
    }
    int end = text.indexOf(' ', SUPPRESSED.length());
    try {
      return end < 0 ? 1 : Long.parseLong(text.substring(SUPPRESSED.length(), end));
    } catch (NumberFormatException e) {
      // Another wording; at least one was dropped.
      return 1;
    }
  }

  /** What it says, as text; empty without a message. */
  String message() {
    return message == null ? "" : text(message);
  }

  /** As syslog would have written it, with a stamp in UTC; null without a message or a time. */
  byte @Nullable [] asLine() {
    byte[] text = message;
    if (text == null) {
      return null;
    }
    try {
      return SyslogText.line(Long.parseLong(micros), host, tag, pid, text);
    } catch (NumberFormatException e) {
      // Every entry has a time; what has none is none of the journal's.
      return null;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
