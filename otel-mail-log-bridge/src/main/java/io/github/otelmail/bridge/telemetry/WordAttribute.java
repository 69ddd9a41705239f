// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.common.AttributeKey;
import java.util.EnumMap;
import java.util.Locale;

/**
 * An attribute whose value is one of few words: those of an enumeration, in lower case. Encoded
 * once.
 *
 * @param <E> the enumeration
 */
final class WordAttribute<E extends Enum<E>> {
  private final EnumMap<E, byte[]> encoded;

  WordAttribute(AttributeKey<String> key, Class<E> type) {
    encoded = new EnumMap<>(type);
    for (E value : type.getEnumConstants()) {
      encoded.put(value, SpanKey.encoded(SpanKey.of(key), word(value)));
    }
  }

  /** The attribute of a span with this value. */
  byte[] of(E value) {
    return requireNonNull(encoded.get(value));
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
