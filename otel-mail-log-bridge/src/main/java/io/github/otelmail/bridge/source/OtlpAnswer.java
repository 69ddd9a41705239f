// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

/**
 * What a sender of OTLP is answered, in the words of both protocols (OTLP specification, sections
 * OTLP/gRPC and OTLP/HTTP response).
 *
 * @param httpStatus status of OTLP/HTTP
 * @param grpcStatus status of OTLP/gRPC
 * @param message for a person; empty for a success without a word
 * @param rejected how many log records of a success are not taken, for good
 */
record OtlpAnswer(int httpStatus, int grpcStatus, String message, long rejected) {
  /** After how many seconds a sender may try again. */
  static final int RETRY_SECONDS = 1;

  /** The type of the detail of a {@code google.rpc.Status} that says so. */
  static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private static final int GRPC_INVALID_ARGUMENT = 3;
  private static final int GRPC_RESOURCE_EXHAUSTED = 8;
  private static final int GRPC_UNIMPLEMENTED = 12;
  private static final int GRPC_UNAVAILABLE = 14;

  /** All records are safe, but for those that hold no text. */
  static OtlpAnswer success(long rejected) {
    String message = rejected == 0 ? "" : "these log records have neither text nor a MESSAGE field";
    return new OtlpAnswer(200, 0, message, rejected);
  }

  /** All spans are taken. */
  static OtlpAnswer spansTaken() {
    return success(0);
  }

  /** Try again, the same. */
  static OtlpAnswer busy() {
    return failure(503, GRPC_UNAVAILABLE, "nothing is taken at the moment; try again");
  }

  static OtlpAnswer notUnderstood(String why) {
    return failure(400, GRPC_INVALID_ARGUMENT, why);
  }

  static OtlpAnswer tooLarge(int maxBytes) {
    return failure(
        413,
        GRPC_RESOURCE_EXHAUSTED,
        "requests must not be larger than "
            + maxBytes
            + " bytes, nor hold more than "
            + OtlpBody.MAX_MESSAGES
            + " records, attributes and values; send smaller batches");
  }

  /** The sender wants something that is not here: another signal, method or encoding. */
  static OtlpAnswer notHere(int httpStatus, String what) {
    return failure(httpStatus, GRPC_UNIMPLEMENTED, what);
  }

  boolean isSuccess() {
    return grpcStatus == 0;
  }

  boolean isRetryable() {
    return grpcStatus == GRPC_UNAVAILABLE;
  }

  private static OtlpAnswer failure(int http, int grpc, String message) {
    return new OtlpAnswer(http, grpc, message, 0);
  }
}
