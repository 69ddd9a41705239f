// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads OTLP as JSON into the classes of its protobuf form, so that what follows is the same for
 * both: the JSON mapping of Protocol Buffers with what OTLP changes in it (OTLP specification,
 * section "JSON Protobuf Encoding"). Ids are hexadecimal, 64-bit numbers are texts or numbers, and
 * fields of no known name are passed over. Names of enum values are taken as well as numbers, as
 * the Collector does.
 */
final class OtlpJson {
  /** As many messages in each other as protobuf's own reader takes. */
  private static final int MAX_DEPTH = 100;

  private static final Set<String> IDS = Set.of("trace_id", "span_id", "parent_span_id");

  /** Keeps no names: senders choose them. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  /** Of each type of message, by the fields' names in JSON. */
  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS =
      new ConcurrentHashMap<>();

  private final JsonParser parser;
  private int messages;

  private OtlpJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a message.
   *
   * @return the same builder
   * @throws OtlpBody.TooLargeException when there are more than {@link OtlpBody#MAX_MESSAGES} in it
   * @throws IOException when it is none, with the place
   */
  static <B extends Message.Builder> B read(byte[] json, B into) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      new OtlpJson(parser).request(into);
      return into;
    }
  }

  private void request(Message.Builder into) throws IOException {
    try {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("a request is an object");
      }
      message(into, 0);
      if (parser.nextToken() != null) {
        throw wrong("there is something behind the request");
      }
    } catch (JacksonException e) {
      throw wrong(e.getOriginalMessage());
    }
  }

  private void message(Message.Builder into, int depth) throws IOException {
    if (messages > OtlpBody.MAX_MESSAGES) {
      throw new OtlpBody.TooLargeException();
    }
    messages++;
    if (depth > MAX_DEPTH) {
      throw wrong("there are more than " + MAX_DEPTH + " messages in each other");
    }
    Map<String, FieldDescriptor> fields =
        FIELDS.computeIfAbsent(into.getDescriptorForType(), OtlpJson::byJsonName);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      FieldDescriptor field = fields.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        field(into, field, depth);
      }
    }
  }

  private static Map<String, FieldDescriptor> byJsonName(Descriptor type) {
    return type.getFields().stream()
        .collect(Collectors.toUnmodifiableMap(FieldDescriptor::getJsonName, Function.identity()));
  }

  private void field(Message.Builder into, FieldDescriptor field, int depth) throws IOException {
    if (!field.isRepeated()) {
      Message.Builder unused = into.setField(field, value(into, field, depth));
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(field.getJsonName() + " is an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Message.Builder unused = into.addRepeatedField(field, value(into, field, depth));
    }
  }

  private Object value(Message.Builder into, FieldDescriptor field, int depth) throws IOException {
    try {
      return switch (field.getJavaType()) {
        case MESSAGE -> {
          expect(field, JsonToken.START_OBJECT);
          Message.Builder child = into.newBuilderForField(field);
          message(child, depth + 1);
          yield child.build();
        }
        case STRING -> text(field);
        case BYTE_STRING -> ByteString.copyFrom(bytes(field));
        case BOOLEAN -> truth(field);
        case LONG -> integer(field);
        case INT -> small(field);
        case DOUBLE -> Double.parseDouble(scalar(field));
        case FLOAT -> Float.parseFloat(scalar(field));
        case ENUM -> choice(field);
      };
    } catch (IllegalArgumentException e) {
      // Of the readers of numbers, hexadecimal and base64.
      throw wrong(field.getJsonName() + " has a value that is none");
    }
  }

  private String text(FieldDescriptor field) throws IOException {
    expect(field, JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private byte[] bytes(FieldDescriptor field) throws IOException {
    String text = text(field);
    return IDS.contains(field.getName())
        ? HexFormat.of().parseHex(text)
        : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
  }

  private boolean truth(FieldDescriptor field) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE) {
      expect(field, JsonToken.VALUE_FALSE);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** The text of a number, which may be written as one. */
  private String scalar(FieldDescriptor field) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || (!token.isNumeric() && token != JsonToken.VALUE_STRING)) {
      throw wrong(field.getJsonName() + " is a number");
    }
    return parser.getText();
  }

  private long integer(FieldDescriptor field) throws IOException {
    String text = scalar(field);
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return whole(Double.parseDouble(text));
    }
    return switch (field.getType()) {
      case UINT64, FIXED64 -> Long.parseUnsignedLong(text);
      default -> Long.parseLong(text);
    };
  }

  /** Of a number that was written with a fraction or an exponent, as some writers do. */
  private static long whole(double number) {
    long whole = (long) number;
    if (whole != number) {
      throw new NumberFormatException("not a whole number");
    }
    return whole;
  }

  private int small(FieldDescriptor field) throws IOException {
    long value = integer(field);
    return switch (field.getType()) {
      case UINT32, FIXED32 -> Integer.parseUnsignedInt(Long.toString(value));
      default -> Integer.parseInt(Long.toString(value));
    };
  }

  private EnumValueDescriptor choice(FieldDescriptor field) throws IOException {
    String text = scalar(field);
    EnumValueDescriptor named = field.getEnumType().findValueByName(text);
    return named != null
        ? named
        : field.getEnumType().findValueByNumberCreatingIfUnknown(Integer.parseInt(text));
  }

  private void expect(FieldDescriptor field, JsonToken expected) throws IOException {
    if (parser.currentToken() != expected) {
      throw wrong(field.getJsonName() + " is of another type");
    }
  }

  private IOException wrong(String what) {
    JsonLocation place = parser.currentTokenLocation();
    return new IOException(
        what + ", line " + place.getLineNr() + ", column " + place.getColumnNr());
  }
}
