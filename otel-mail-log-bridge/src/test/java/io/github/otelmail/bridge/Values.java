// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object. */
final class Values {
  private final Map<String, @Nullable Object> fields;

  private Values(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  static Values parse(String text) {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      json.nextToken();
      Values values = (Values) Objects.requireNonNull(value(json));
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("more than one value: " + text);
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  Set<String> names() {
    return fields.keySet();
  }

  /** A text, a number, a boolean, a list, {@link Values}, or null. */
  @Nullable Object get(String name) {
    if (!fields.containsKey(name)) {
      throw new IllegalArgumentException("no field " + name + " in " + fields);
    }
    return fields.get(name);
  }

  String text(String name) {
    return String.valueOf(get(name));
  }

  double number(String name) {
    return ((Number) Objects.requireNonNull(get(name))).doubleValue();
  }

  Values object(String name) {
    return (Values) Objects.requireNonNull(get(name));
  }

  List<Values> objects(String name) {
    List<Values> objects = new ArrayList<>();
    for (Object each : (List<?>) Objects.requireNonNull(get(name))) {
      objects.add((Values) each);
    }
    return objects;
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json));
        }
        yield new Values(map);
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
