// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why an export failed, and what to do about it.
 *
 * @param type of low cardinality, as {@link ExportListener#answered} has it
 * @param message for a person
 */
record ExportFailure(Kind kind, String type, String message) {

  /** What to do. */
  enum Kind {
    /**
     * Try again. Goes further than the OTLP specification's list: a wrong path, a wrong credential
     * or a broken backend say nothing against the spans, and a person can mend them meanwhile.
     */
    TRANSIENT,
    /** Send fewer spans at once. */
    TOO_LARGE,
    /** Give the spans up: the receiver understood them and will never take them. */
    REFUSED
  }

  private static final int HTTP_BAD_REQUEST = 400;
  private static final int HTTP_UNAUTHORIZED = 401;
  private static final int HTTP_FORBIDDEN = 403;
  private static final int HTTP_TIMEOUT = 408;
  private static final int HTTP_TOO_LARGE = 413;
  private static final int HTTP_UNSUPPORTED = 415;
  private static final int HTTP_UNPROCESSABLE = 422;
  private static final int HTTP_TOO_MANY = 429;
  private static final int HTTP_SERVER_ERROR = 500;
  private static final int MAX_TEXT = 200;

  private static final String CHECK_ENDPOINT =
      "check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_PROTOCOL";
  private static final String CHECK_TLS =
      "check OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_CERTIFICATE and"
          + " OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
  private static final String CHECK_FORM =
      "check OTEL_EXPORTER_OTLP_COMPRESSION and OTEL_EXPORTER_OTLP_PROTOCOL";
  private static final String CHECK_HEADERS = "check OTEL_EXPORTER_OTLP_HEADERS";
  private static final String CHECK_RECEIVER = "see the receiver's log";

  /**
   * @param thrown what the exporter reported, null when it reported nothing
   */
  static ExportFailure of(@Nullable Throwable thrown) {
    if (thrown instanceof HttpExportException http) {
      HttpResponse response = http.getResponse();
      return response == null ? unanswered(http.getCause()) : answered(response);
    }
    if (thrown instanceof GrpcExportException grpc) {
      GrpcResponse response = grpc.getResponse();
      return response == null ? unanswered(grpc.getCause()) : answered(response);
    }
    return unanswered(thrown);
  }

  /** The receiver took longer than it may. */
  static ExportFailure timeout(long millis) {
    return new ExportFailure(
        Kind.TRANSIENT, "timeout", "no answer within " + millis / 1000.0 + " s; " + CHECK_ENDPOINT);
  }

  /** Something took the request that is no receiver of spans: a web interface, a login page. */
  static ExportFailure webPage(int code) {
    return transientFailure(
        Integer.toString(code), "HTTP " + code + " with a web page as the answer", CHECK_ENDPOINT);
  }

  /** The receiver said no. */
  static ExportFailure answered(HttpResponse response) {
    int code = response.getStatusCode();
    String type = Integer.toString(code);
    String said = "HTTP " + code + readable(response.getResponseBody());
    return switch (code) {
      case HTTP_BAD_REQUEST, HTTP_UNPROCESSABLE -> new ExportFailure(Kind.REFUSED, type, said);
      case HTTP_TOO_LARGE -> new ExportFailure(Kind.TOO_LARGE, type, said);
      case HTTP_UNAUTHORIZED, HTTP_FORBIDDEN -> transientFailure(type, said, CHECK_HEADERS);
      case HTTP_UNSUPPORTED -> transientFailure(type, said, CHECK_FORM);
      case HTTP_TIMEOUT, HTTP_TOO_MANY -> transientFailure(type, said, CHECK_RECEIVER);
      default ->
          transientFailure(type, said, code >= HTTP_SERVER_ERROR ? CHECK_RECEIVER : CHECK_ENDPOINT);
    };
  }

  /** The receiver said no. */
  static ExportFailure answered(GrpcResponse response) {
    GrpcStatusCode code = response.getStatusCode();
    String description = response.getStatusDescription();
    String said =
        "gRPC " + code + (description == null || description.isEmpty() ? "" : ": " + description);
    String type = code.name();
    return switch (code) {
      case INVALID_ARGUMENT -> new ExportFailure(Kind.REFUSED, type, said);
      case RESOURCE_EXHAUSTED ->
          tooLarge(said)
              ? new ExportFailure(Kind.TOO_LARGE, type, said)
              : transientFailure(type, said, CHECK_RECEIVER);
      case UNAUTHENTICATED, PERMISSION_DENIED -> transientFailure(type, said, CHECK_HEADERS);
      case INTERNAL, DATA_LOSS, ABORTED, UNAVAILABLE ->
          transientFailure(type, said, CHECK_RECEIVER);
      default -> transientFailure(type, said, CHECK_ENDPOINT);
    };
  }

  /** gRPC has one code for "too much at once" and "too much of late"; its servers say which. */
  private static boolean tooLarge(String said) {
    return said.contains("larger than max") || said.contains("exceeds maximum size");
  }

  /** Nobody said anything. */
  static ExportFailure unanswered(@Nullable Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return transientFailure(
            "host_not_found", "the host name cannot be resolved", CHECK_ENDPOINT);
      }
      if (t instanceof ConnectException) {
        return transientFailure("connection_refused", "connection refused", CHECK_ENDPOINT);
      }
      if (t instanceof HttpTimeoutException || t instanceof InterruptedIOException) {
        return transientFailure("timeout", "no answer in time", CHECK_ENDPOINT);
      }
      if (t instanceof SSLException) {
        return transientFailure("_OTHER", "no TLS connection: " + t.getMessage(), CHECK_TLS);
      }
    }
    Throwable known = cause instanceof UncheckedIOException ? cause.getCause() : cause;
    return transientFailure(
        "_OTHER", known == null ? "no reason given" : known.toString(), CHECK_ENDPOINT);
  }

  private static ExportFailure transientFailure(String type, String what, String advice) {
    return new ExportFailure(Kind.TRANSIENT, type, what + "; " + advice);
  }

  /** The printable part of an error's body, which is text or a protobuf message with text in it. */
  private static String readable(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      return "";
    }
    int length = Math.min(body.length, MAX_TEXT);
    String text = printable(new String(body, 0, length, StandardCharsets.UTF_8));
    return text.isEmpty() ? "" : ": " + text;
  }

  /** The beginning of what a receiver said, without what would upset a terminal. */
  static String printable(String said) {
    StringBuilder text = new StringBuilder();
    said.codePoints()
        .limit(MAX_TEXT)
        .filter(c -> c >= ' ' && c != 0x7F && c != 0xFFFD)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
