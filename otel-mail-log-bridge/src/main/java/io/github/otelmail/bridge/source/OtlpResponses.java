// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;

/** Puts an answer into the form of its protocol. */
final class OtlpResponses {
  static final String GRPC = "application/grpc";

  private OtlpResponses() {}

  /** For OTLP/HTTP; on HTTP/1.1 it says whether the connection stays. */
  static FullHttpResponse http(
      OtlpAnswer answer, OtlpFormat format, boolean http2, boolean keepAlive) {
    byte[] body = format.body(answer);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.httpStatus()),
            Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, format.mediaType());
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (answer.isRetryable()) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, OtlpAnswer.RETRY_SECONDS);
    }
    if (!http2) {
      HttpUtil.setKeepAlive(response, keepAlive);
    }
    return response;
  }

  /** For OTLP/gRPC: the status is in the trailers. */
  static FullHttpResponse grpc(OtlpAnswer answer) {
    byte[] message = OtlpFormat.PROTOBUF.body(answer);
    ByteBuf content = answer.isSuccess() ? frame(message) : Unpooled.EMPTY_BUFFER;
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, GRPC);
    response.trailingHeaders().set("grpc-status", answer.grpcStatus());
    if (!answer.isSuccess()) {
      response.trailingHeaders().set("grpc-message", printable(answer.message()));
      response
          .trailingHeaders()
          .set(
              "grpc-status-details-bin",
              Base64.getEncoder().withoutPadding().encodeToString(message));
    }
    return response;
  }

  /** gRPC over HTTP/2: printable ASCII, the per cent sign encoded. */
  private static String printable(String message) {
    return message.replaceAll("[^ -~]", " ").replace("%", "%25");
  }

  private static ByteBuf frame(byte[] message) {
    ByteBuf frame = Unpooled.buffer(5 + message.length);
    frame.writeByte(0).writeInt(message.length).writeBytes(message);
    return frame;
  }
}
