// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes an answer as JSON: the mapping of the messages that {@link OtlpProtobufAnswer} writes. */
final class OtlpJsonAnswer {
  private static final JsonFactory JSON = new JsonFactory();

  private OtlpJsonAnswer() {}

  /** The response of a success, the {@code google.rpc.Status} of a failure. */
  static byte[] body(OtlpAnswer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      if (answer.rejected() > 0) {
        out.writeObjectFieldStart("partialSuccess");
        out.writeStringField("rejectedLogRecords", Long.toString(answer.rejected()));
        out.writeStringField("errorMessage", answer.message());
        out.writeEndObject();
      }
      if (!answer.isSuccess()) {
        status(out, answer);
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void status(JsonGenerator out, OtlpAnswer answer) throws IOException {
    out.writeNumberField("code", answer.grpcStatus());
    out.writeStringField("message", answer.message());
    if (answer.isRetryable()) {
      out.writeArrayFieldStart("details");
      out.writeStartObject();
      out.writeStringField("@type", OtlpAnswer.RETRY_INFO);
      out.writeStringField("retryDelay", OtlpAnswer.RETRY_SECONDS + "s");
      out.writeEndObject();
      out.writeEndArray();
    }
  }
}
