// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How reports write JSON (RFC 8259): times, durations, and what must not stand in HTML. */
final class Json {
  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Json() {}

  /** Writes one value a line. */
  static JsonFactory lines() {
    return new JsonFactoryBuilder().rootValueSeparator("\n").build();
  }

  /**
   * Writes JSON that may stand in an HTML {@code script} element: nothing in it ends the element,
   * opens a comment, or is a line end to JavaScript but not to JSON (U+2028, U+2029).
   */
  static JsonFactory forHtml() {
    return new JsonFactoryBuilder().characterEscapes(new HtmlEscapes()).build();
  }

  private static final class HtmlEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final String ESCAPED = "<>&'";

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
      ESCAPED.chars().forEach(c -> escapes[c] = CharacterEscapes.ESCAPE_STANDARD);
      return escapes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return c == 0x2028 || c == 0x2029
          ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c))
          : null;
    }
  }

  /** A string, or null. */
  static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
    json.writeFieldName(field);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value);
    }
  }

  /** A time as RFC 3339 in UTC with microseconds; null for a negative one. */
  static void time(JsonGenerator json, String field, long epochMicros) throws IOException {
    text(json, field, epochMicros < 0 ? null : time(epochMicros));
  }

  static String time(long epochMicros) {
    return RFC_3339.format(
        Instant.ofEpochSecond(
            Math.floorDiv(epochMicros, 1_000_000), Math.floorMod(epochMicros, 1_000_000) * 1000L));
  }

  /** A duration in seconds; null for a negative one. */
  static void seconds(JsonGenerator json, String field, long micros) throws IOException {
    json.writeFieldName(field);
    if (micros < 0) {
      json.writeNull();
    } else {
      json.writeNumber(seconds(micros));
    }
  }

  /** A decimal number of seconds without an exponent. */
  static String seconds(long micros) {
    return micros % 1_000_000 == 0
        ? Long.toString(micros / 1_000_000)
        : BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }
}
