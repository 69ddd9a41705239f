// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/** Encodes what stands before the spans in a {@code ResourceSpans} and its {@code ScopeSpans}. */
final class ResourceFields {
  private static final int ATTRIBUTES = 1;
  private static final int SCHEMA_URL = 3;

  /** The one scope of all spans. */
  static final byte[] SCOPE = scope(MailSpan.SCOPE);

  private ResourceFields() {}

  private static byte[] scope(InstrumentationScopeInfo scope) {
    ProtobufWriter to = new ProtobufWriter(64);
    int opened = to.open(1);
    to.string(1, scope.getName());
    optional(to, 2, scope.getVersion());
    to.close(opened);
    return to.copy();
  }

  /** All attributes of a resource are texts: they come from the log and from variables. */
  static byte[] of(Resource resource) {
    ProtobufWriter to = new ProtobufWriter(256);
    int opened = to.open(1);
    resource
        .getAttributes()
        .forEach(
            (key, value) ->
                SpanKey.write(
                    to,
                    ATTRIBUTES,
                    SpanKey.of(AttributeKey.stringKey(key.getKey())),
                    value.toString()));
    to.close(opened);
    optional(to, SCHEMA_URL, resource.getSchemaUrl());
    return to.copy();
  }

  private static void optional(ProtobufWriter to, int field, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      to.string(field, text);
    }
  }
}
