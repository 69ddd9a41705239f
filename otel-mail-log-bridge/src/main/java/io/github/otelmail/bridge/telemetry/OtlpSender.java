// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends by what the SDK's exporter sends with, its address, headers, TLS, compression and timeouts
 * included, what {@link EncodedSpans} has written; and reads what the receiver says to a request it
 * took: a partial success, by the OTLP specification, is not to be sent again.
 */
final class OtlpSender implements SpanSender {
  /** The SDK's sender, spoken to in one way for both protocols. */
  @FunctionalInterface
  private interface Wire {
    void send(MessageWriter request, Consumer<Answer> answer, Consumer<Throwable> failure);
  }

  private static final int HTTP_OK = 200;
  private static final int HTTP_REDIRECT = 300;

  private final Wire wire;
  private volatile @Nullable CompletableFuture<Answer> awaited;
  private volatile boolean waitsNoMore;

  OtlpSender(HttpSender sender) {
    wire =
        (request, answer, failure) ->
            sender.send(request, response -> answer.accept(answer(response)), failure);
  }

  OtlpSender(GrpcSender sender) {
    wire =
        (request, answer, failure) ->
            sender.send(request, response -> answer.accept(answer(response)), failure);
  }

  @Override
  public Answer send(SpanRequest request, Duration timeout) {
    CompletableFuture<Answer> answered = new CompletableFuture<>();
    awaited = answered;
    if (waitsNoMore) {
      waitNoMore();
    }
    try {
      wire.send(request, answered::complete, answered::completeExceptionally);
      return answered.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return Answer.failed(ExportFailure.unanswered(e.getCause()));
    } catch (TimeoutException e) {
      return Answer.failed(ExportFailure.timeout(timeout.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.failed(ExportFailure.unanswered(e));
    } catch (RuntimeException e) {
      return Answer.failed(ExportFailure.unanswered(e));
    } finally {
      awaited = null;
    }
  }

  @Override
  public void waitNoMore() {
    waitsNoMore = true;
    CompletableFuture<Answer> present = awaited;
    if (present != null) {
      boolean unused = present.cancel(false);
    }
  }

  private static Answer answer(HttpResponse response) {
    int status = response.getStatusCode();
    if (status < HTTP_OK || status >= HTTP_REDIRECT) {
      return Answer.failed(ExportFailure.answered(response));
    }
    byte[] body = response.getResponseBody();
    return isWebPage(body) ? Answer.failed(ExportFailure.webPage(status)) : taken(body);
  }

  /** No answer in protobuf begins so, and none in JSON. */
  private static boolean isWebPage(byte @Nullable [] body) {
    return body != null && body.length > 0 && body[0] == '<';
  }

  private static Answer answer(GrpcResponse response) {
    return response.getStatusCode() == GrpcStatusCode.OK
        ? taken(response.getResponseMessage())
        : Answer.failed(ExportFailure.answered(response));
  }

  /** What else is no OTLP message says nothing: the status has said that the request was taken. */
  private static Answer taken(byte[] body) {
    if (body == null || body.length == 0) {
      return Answer.OK;
    }
    try {
      ExportTracePartialSuccess partial =
          ExportTraceServiceResponse.parseFrom(body).getPartialSuccess();
      return new Answer(
          null,
          Math.max(0, partial.getRejectedSpans()),
          ExportFailure.printable(partial.getErrorMessage()));
    } catch (InvalidProtocolBufferException e) {
      return Answer.OK;
    }
  }
}
