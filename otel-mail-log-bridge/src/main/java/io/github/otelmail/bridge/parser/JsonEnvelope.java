// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.otelmail.bridge.event.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes a log line out of the JSON object that {@code journalctl -o json}, docker's json-file
 * driver and most log shippers put around it. Only members of the outermost object count.
 */
final class JsonEnvelope {
  private static final byte[] NOTHING = {};

  /** Made with the first such line: most logs have none, and its classes take time to load. */
  private @Nullable JsonFactory json;

  private byte[] message = NOTHING;
  private byte[] time = NOTHING;
  private byte[] host = NOTHING;
  private byte[] tag = NOTHING;
  private int pid;

  /** Reads a line; false when it is no JSON object with a message in it. */
  boolean read(LogLine line) {
    message = NOTHING;
    time = NOTHING;
    host = NOTHING;
    tag = NOTHING;
    pid = 0;
    JsonFactory factory = json == null ? new JsonFactory() : json;
    json = factory;
    try (JsonParser parser =
        factory.createParser(line.buffer(), line.start(), line.end() - line.start())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_ARRAY && name.equals("MESSAGE")) {
          message = bytes(parser);
        } else if (value != null && value.isScalarValue()) {
          keep(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
      return message.length > 0;
    } catch (IOException broken) {
      // Not JSON after all, or cut off: the line has no header, which the caller counts.
      return false;
    }
  }

  byte[] message() {
    return message;
  }

  /** A stamp, or epoch microseconds in decimal; empty without one. */
  byte[] time() {
    return time;
  }

  byte[] host() {
    return host;
  }

  byte[] tag() {
    return tag;
  }

  int pid() {
    return pid;
  }

  private void keep(String name, String value) {
    switch (name) {
      case "MESSAGE", "message", "log" -> message = utf8(value);
      case "__REALTIME_TIMESTAMP", "time", "@timestamp", "timestamp" -> time = utf8(value);
      case "_HOSTNAME", "hostname", "host" -> host = utf8(value);
      case "SYSLOG_IDENTIFIER", "ident", "program" -> tag = utf8(value);
      case "_PID", "pid" -> pid = number(value);
      default -> {}
    }
  }

  /** journald writes text that is not UTF-8 as an array of byte values. */
  private static byte[] bytes(JsonParser parser) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      bytes.write(parser.getIntValue());
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int number(String text) {
    byte[] digits = utf8(text);
    return Math.max(0, new Cursor().set(digits, 0, digits.length).smallNumber());
  }
}
