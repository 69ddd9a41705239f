// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import com.google.protobuf.ByteString;
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
  static final String PROTOBUF = "application/x-protobuf";
  static final String GRPC = "application/grpc";

  private OtlpResponses() {}

  /** For OTLP/HTTP; on HTTP/1.1 it says whether the connection stays. */
  static FullHttpResponse http(OtlpAnswer answer, boolean http2, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.httpStatus()),
            Unpooled.wrappedBuffer(answer.body().asReadOnlyByteBuffer()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, PROTOBUF);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().size());
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
    boolean success = answer.grpcStatus() == 0;
    ByteBuf content = success ? frame(answer.body()) : Unpooled.EMPTY_BUFFER;
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, GRPC);
    response.trailingHeaders().set("grpc-status", answer.grpcStatus());
    if (!success) {
      response.trailingHeaders().set("grpc-message", printable(answer.message()));
      response
          .trailingHeaders()
          .set(
              "grpc-status-details-bin",
              Base64.getEncoder().withoutPadding().encodeToString(answer.body().toByteArray()));
    }
    return response;
  }

  /** gRPC over HTTP/2: printable ASCII, the per cent sign encoded. */
  private static String printable(String message) {
    return message.replaceAll("[^ -~]", " ").replace("%", "%25");
  }

  private static ByteBuf frame(ByteString message) {
    ByteBuf frame = Unpooled.buffer(5 + message.size());
    frame.writeByte(0).writeInt(message.size()).writeBytes(message.asReadOnlyByteBuffer());
    return frame;
  }
}
