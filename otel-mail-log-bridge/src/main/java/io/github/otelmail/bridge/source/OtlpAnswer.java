// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a sender of OTLP is answered, in the words of both protocols (OTLP specification, sections
 * OTLP/gRPC and OTLP/HTTP response).
 *
 * @param httpStatus status of OTLP/HTTP
 * @param grpcStatus status of OTLP/gRPC
 * @param message for a person; empty for a success
 * @param body the response of a success, the {@code google.rpc.Status} of a failure
 */
record OtlpAnswer(int httpStatus, int grpcStatus, String message, ByteString body) {
  /** After how many seconds a sender may try again. */
  static final int RETRY_SECONDS = 1;

  private static final int GRPC_INVALID_ARGUMENT = 3;
  private static final int GRPC_RESOURCE_EXHAUSTED = 8;
  private static final int GRPC_UNIMPLEMENTED = 12;
  private static final int GRPC_UNAVAILABLE = 14;
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  /** All records are safe, but for those that hold no text. */
  static OtlpAnswer success(long rejected) {
    ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
    if (rejected > 0) {
      response.setPartialSuccess(
          ExportLogsPartialSuccess.newBuilder()
              .setRejectedLogRecords(rejected)
              .setErrorMessage("these log records have neither text nor a MESSAGE field"));
    }
    return new OtlpAnswer(200, 0, "", response.build().toByteString());
  }

  /** All spans are taken: an {@code ExportTraceServiceResponse} without a word. */
  static OtlpAnswer spansTaken() {
    return new OtlpAnswer(200, 0, "", ByteString.EMPTY);
  }

  /** Try again, the same. */
  static OtlpAnswer busy() {
    return failure(503, GRPC_UNAVAILABLE, "nothing is taken at the moment; try again", true);
  }

  static OtlpAnswer notUnderstood(String why) {
    return failure(400, GRPC_INVALID_ARGUMENT, why, false);
  }

  static OtlpAnswer tooLarge(int maxBytes) {
    return failure(
        413,
        GRPC_RESOURCE_EXHAUSTED,
        "requests must not be larger than " + maxBytes + " bytes; send smaller batches",
        false);
  }

  /** The sender wants something that is not here: another signal, method or encoding. */
  static OtlpAnswer notHere(int httpStatus, String what) {
    return failure(httpStatus, GRPC_UNIMPLEMENTED, what, false);
  }

  boolean isRetryable() {
    return grpcStatus == GRPC_UNAVAILABLE;
  }

  private static OtlpAnswer failure(int http, int grpc, String message, boolean retry) {
    return new OtlpAnswer(http, grpc, message, status(grpc, message, retry));
  }

  /** {@code google.rpc.Status}, with a {@code RetryInfo} where trying again makes sense. */
  private static ByteString status(int code, String message, boolean retry) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeInt32(1, code);
      out.writeString(2, message);
      if (retry) {
        out.writeBytes(3, retryInfo());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteString();
  }

  /** {@code Any} of {@code RetryInfo} of {@code Duration}. */
  private static ByteString retryInfo() throws IOException {
    ByteString.Output any = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(any);
    out.writeString(1, RETRY_INFO);
    out.writeTag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(4);
    out.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(2);
    out.writeInt64(1, RETRY_SECONDS);
    out.flush();
    return any.toByteString();
  }
}
