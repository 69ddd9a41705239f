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

/** Writes an answer as protobuf. */
final class OtlpProtobufAnswer {
  private OtlpProtobufAnswer() {}

  /** The response of a success, the {@code google.rpc.Status} of a failure. */
  static byte[] body(OtlpAnswer answer) {
    return answer.isSuccess() ? response(answer) : status(answer);
  }

  private static byte[] response(OtlpAnswer answer) {
    ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
    if (answer.rejected() > 0) {
      response.setPartialSuccess(
          ExportLogsPartialSuccess.newBuilder()
              .setRejectedLogRecords(answer.rejected())
              .setErrorMessage(answer.message()));
    }
    return response.build().toByteArray();
  }

  private static byte[] status(OtlpAnswer answer) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeInt32(1, answer.grpcStatus());
      out.writeString(2, answer.message());
      if (answer.isRetryable()) {
        out.writeBytes(3, retryInfo());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteString().toByteArray();
  }

  /** {@code Any} of {@code RetryInfo} of {@code Duration}. */
  private static ByteString retryInfo() throws IOException {
    ByteString.Output any = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(any);
    out.writeString(1, OtlpAnswer.RETRY_INFO);
    out.writeTag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(4);
    out.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(2);
    out.writeInt64(1, OtlpAnswer.RETRY_SECONDS);
    out.flush();
    return any.toByteString();
  }
}
