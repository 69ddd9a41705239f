// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How requests and answers of OTLP/HTTP are written. What they say is the same in both. */
enum OtlpFormat {
  PROTOBUF("application/x-protobuf") {
    @Override
    ExportLogsServiceRequest logs(byte[] request) throws IOException {
      return OtlpProtobuf.read(request, ExportLogsServiceRequest.getDefaultInstance());
    }

    @Override
    ExportTraceServiceRequest traces(byte[] request) throws IOException {
      return OtlpProtobuf.read(request, ExportTraceServiceRequest.getDefaultInstance());
    }

    @Override
    byte[] body(OtlpAnswer answer) {
      return OtlpProtobufAnswer.body(answer);
    }
  },

  JSON("application/json") {
    @Override
    ExportLogsServiceRequest logs(byte[] request) throws IOException {
      return OtlpJson.read(request, ExportLogsServiceRequest.newBuilder()).build();
    }

    @Override
    ExportTraceServiceRequest traces(byte[] request) throws IOException {
      return OtlpJson.read(request, ExportTraceServiceRequest.newBuilder()).build();
    }

    @Override
    byte[] body(OtlpAnswer answer) {
      return OtlpJsonAnswer.body(answer);
    }
  };

  private final String mediaType;

  OtlpFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  /** The format a {@code Content-Type} names; null for another one. */
  static @Nullable OtlpFormat of(String contentType) {
    String bare = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (OtlpFormat each : values()) {
      if (each.mediaType.equals(bare)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Reads log records.
   *
   * @throws OtlpBody.TooLargeException when there is too much in it
   * @throws IOException when it is no such request
   */
  abstract ExportLogsServiceRequest logs(byte[] request) throws IOException;

  /**
   * Reads spans.
   *
   * @throws OtlpBody.TooLargeException when there is too much in it
   * @throws IOException when it is no such request
   */
  abstract ExportTraceServiceRequest traces(byte[] request) throws IOException;

  /** The body of an answer. */
  abstract byte[] body(OtlpAnswer answer);
}
