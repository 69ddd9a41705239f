// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Sends what it is told to an {@link OtlpReceiver}, over HTTP and gRPC. */
final class OtlpClient implements AutoCloseable {
  /** What the lines of {@link #request} begin with. */
  static final String LINE = "Nov 22 08:00:00 mx1 postfix/qmgr[7]: ";

  private static final String GRPC = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OkHttpClient http2 =
      new OkHttpClient.Builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();

  static String url(OtlpReceiver receiver, String path) {
    return "http://127.0.0.1:" + receiver.address().getPort() + path;
  }

  static byte[] request(String... texts) {
    LogRecord.Builder[] records = new LogRecord.Builder[texts.length];
    for (int i = 0; i < texts.length; i++) {
      records[i] =
          LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(LINE + texts[i]));
    }
    return OtlpLogLinesTest.request(records).toByteArray();
  }

  static byte[] packed(byte[] content, String encoding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (encoding) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "zstd" -> new ZstdOutputStream(bytes);
          default -> bytes;
        }) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  CompletableFuture<HttpResponse<byte[]>> post(OtlpReceiver to, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(to, "/v1/logs")))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/x-protobuf");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  static byte[] frame(byte[] message, boolean compressed) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) (compressed ? 1 : 0))
        .putInt(message.length)
        .put(message)
        .array();
  }

  CompletableFuture<Response> call(OtlpReceiver to, byte[] body, String encoding) {
    Request request =
        new Request.Builder()
            .url(url(to, GRPC))
            .header("te", "trailers")
            .header("grpc-encoding", encoding)
            .post(RequestBody.create(body, MediaType.get("application/grpc")))
            .build();
    return CompletableFuture.supplyAsync(
        () -> {
          try (Response response = http2.newCall(request).execute()) {
            byte[] content = response.body().bytes();
            return response
                .newBuilder()
                .headers(response.headers().newBuilder().addAll(response.trailers()).build())
                .body(ResponseBody.create(content, null))
                .build();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void close() {
    http2.dispatcher().executorService().shutdown();
    http2.connectionPool().evictAll();
  }
}
