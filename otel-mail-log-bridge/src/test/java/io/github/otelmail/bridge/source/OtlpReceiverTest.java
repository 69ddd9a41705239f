// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static io.github.otelmail.bridge.source.OtlpClient.LINE;
import static io.github.otelmail.bridge.source.OtlpClient.frame;
import static io.github.otelmail.bridge.source.OtlpClient.packed;
import static io.github.otelmail.bridge.source.OtlpClient.request;
import static io.github.otelmail.bridge.source.OtlpClient.url;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.SendSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.testing.logs.TestLogRecordData;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class OtlpReceiverTest {
  private static final int MAX_REQUEST = 100_000;

  private final Recorder told = new Recorder();
  private final SendSpanQueue sendSpans = new SendSpanQueue(1_000_000);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final LogLine line = new LogLine();
  private final OtlpClient client = new OtlpClient();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    client.close();
  }

  private OtlpReceiver receiver(long queueBytes, long bodyBytes, Duration partial, Duration answer)
      throws IOException {
    NetworkLimits limits =
        new NetworkLimits(
            10, 1_000, MAX_REQUEST, bodyBytes, queueBytes, partial, Duration.ofHours(1), answer);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    OtlpReceiver made =
        new OtlpReceiver(new OtlpReceiver.Settings(any, null, limits), sendSpans, () -> {}, told);
    opened.add(made);
    return made;
  }

  private OtlpReceiver receiver() throws IOException {
    Duration minute = Duration.ofMinutes(1);
    return receiver(1_000_000, 1_000_000, minute, minute);
  }

  /** Reads and acknowledges, as the bridge does, until that is so. */
  private List<String> readUntil(OtlpReceiver from, BooleanSupplier done) {
    List<String> lines = new ArrayList<>();
    while (!done.getAsBoolean()) {
      while (from.next(line) == LogSource.Next.LINE) {
        lines.add(line.toString().replace(LINE, ""));
      }
      from.acknowledge();
      Thread.onSpinWait();
    }
    return lines;
  }

  private List<String> readUntil(OtlpReceiver from, Future<?> done) {
    return readUntil(from, done::isDone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "zstd"})
  void http_isAnsweredWhenTheLinesAreSafe(String encoding) throws Exception {
    OtlpReceiver from = receiver();
    var response =
        client.post(from, packed(request("one", "two"), encoding), "Content-Encoding", encoding);
    while (from.next(line) == LogSource.Next.NONE) {
      Thread.onSpinWait();
    }
    assertThat(line).hasToString(LINE + "one");
    from.acknowledge();
    assertThat(from.next(line)).isEqualTo(LogSource.Next.LINE);
    from.acknowledge();
    assertThat(response).as("answer before the last line is done with").isNotDone();
    assertThat(from.next(line)).isEqualTo(LogSource.Next.NONE);
    assertThat(response).as("answer before the acknowledgement").isNotDone();
    from.acknowledge();
    assertThat(response.get().statusCode()).isEqualTo(200);
    assertThat(ExportLogsServiceResponse.parseFrom(response.get().body()))
        .isEqualTo(ExportLogsServiceResponse.getDefaultInstance());
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "zstd"})
  void grpc_onTheSamePort_givesTheSame(String encoding) throws Exception {
    OtlpReceiver from = receiver();
    byte[] message = packed(request("one", "two"), encoding);
    var response = client.call(from, frame(message, !encoding.equals("identity")), encoding);
    assertThat(readUntil(from, response)).containsExactly("one", "two");
    assertThat(response.get().header("grpc-status")).isEqualTo("0");
    assertThat(response.get().header("content-type")).isEqualTo("application/grpc");
    assertThat(response.get().body().bytes()).isEqualTo(new byte[5]);
  }

  /** An answer that does not come has the sender send again what was taken. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasTakenBeforeTheEnd_isAnswered(boolean isGrpc) throws Exception {
    OtlpReceiver from = receiver();
    CompletableFuture<Boolean> taken = success(from, isGrpc, "one");
    assertThat(SourceContract.await(from, line)).isEqualTo(LogSource.Next.LINE);
    assertThat(line).hasToString(LINE + "one");
    assertThat(from.stopReceiving()).isTrue();
    assertThat(success(from, isGrpc, "two").get()).as("later request").isFalse();
    assertThat(from.next(line)).isEqualTo(LogSource.Next.NONE);
    assertThat(taken).isNotDone();
    from.acknowledge();
    from.close();
    assertThat(taken.get()).isTrue();
  }

  private CompletableFuture<Boolean> success(OtlpReceiver to, boolean isGrpc, String text) {
    return isGrpc
        ? client
            .call(to, frame(request(text), false), "identity")
            .thenApply(response -> "0".equals(response.header("grpc-status")))
        : client.post(to, request(text)).thenApply(response -> response.statusCode() == 200);
  }

  private static LogRecordData record(String text) {
    return TestLogRecordData.builder().setBodyValue(Value.of(LINE + text)).build();
  }

  private void exports(OtlpReceiver to, LogRecordExporter exporter) throws Exception {
    opened.add(exporter);
    for (int i = 0; i < 5; i++) {
      CompletableResultCode result = exporter.export(List.of(record("a" + i), record("b" + i)));
      assertThat(readUntil(to, result::isDone)).containsExactly("a" + i, "b" + i);
      assertThat(result.isSuccess()).isTrue();
    }
  }

  @Test
  void theStandardGrpcExporter_isUnderstood() throws Exception {
    OtlpReceiver from = receiver();
    exports(
        from,
        OtlpGrpcLogRecordExporter.builder()
            .setEndpoint(url(from, ""))
            .setCompression("gzip")
            .build());
  }

  @Test
  void theStandardHttpExporter_isUnderstood() throws Exception {
    OtlpReceiver from = receiver();
    exports(from, OtlpHttpLogRecordExporter.builder().setEndpoint(url(from, "/v1/logs")).build());
  }

  private void learns(SpanExporter exporter) {
    opened.add(exporter);
    TestSpanData.Builder span =
        TestSpanData.builder()
            .setName("send email")
            .setKind(SpanKind.PRODUCER)
            .setSpanContext(
                SpanContext.create(
                    "a".repeat(32),
                    "b".repeat(16),
                    TraceFlags.getSampled(),
                    TraceState.getDefault()))
            .setStartEpochNanos(1)
            .setEndEpochNanos(2)
            .setHasEnded(true)
            .setStatus(StatusData.unset());
    Attributes attributes =
        Attributes.builder()
            .put("messaging.system", "smtp")
            .put("messaging.operation.type", "send")
            .put("email.next.local_id", "4F2A1")
            .build();
    CompletableResultCode result =
        exporter.export(List.of(span.build(), span.setAttributes(attributes).build()));
    assertThat(result.join(1, TimeUnit.MINUTES).isSuccess()).isTrue();
    assertThat(sendSpans.drain()).extracting(SendSpan::queueId).containsExactly("4F2A1");
  }

  @Test
  void spansOverGrpc_areLearnedAndAnsweredAtOnce() throws Exception {
    OtlpReceiver from = receiver();
    learns(OtlpGrpcSpanExporter.builder().setEndpoint(url(from, "")).build());
    assertThat(from.next(line)).isEqualTo(LogSource.Next.NONE);
  }

  @Test
  void spansOverHttp_areLearnedAndAnsweredAtOnce() throws Exception {
    OtlpReceiver from = receiver();
    learns(
        OtlpHttpSpanExporter.builder()
            .setEndpoint(url(from, "/v1/traces"))
            .setCompression("gzip")
            .build());
    assertThat(from.next(line)).isEqualTo(LogSource.Next.NONE);
  }

  @Test
  void severalLargeRequestsOnOneConnection_areAllTaken() throws Exception {
    OtlpReceiver from =
        receiver(10_000_000, 10_000_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
    String text = "x".repeat(MAX_REQUEST - 1_000);
    List<CompletableFuture<Response>> calls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      calls.add(client.call(from, frame(request(text), false), "identity"));
    }
    CompletableFuture<?> all = CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new));
    assertThat(readUntil(from, all)).hasSize(30).containsOnly(text);
    for (CompletableFuture<Response> call : calls) {
      assertThat(call.get().header("grpc-status")).isEqualTo("0");
    }
  }

  @Test
  void aFullQueue_hasSendersTryAgain() throws Exception {
    OtlpReceiver from = receiver(100, 1_000_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
    var first = client.post(from, request("one"));
    while (from.waitingBytes() == 0) {
      Thread.onSpinWait();
    }
    HttpResponse<byte[]> second = client.post(from, request("two")).get();
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("retry-after")).contains("1");
    assertThat(new String(second.body(), UTF_8)).contains("try again", "google.rpc.RetryInfo");
    Response third = client.call(from, frame(request("three"), false), "identity").get();
    assertThat(third.header("grpc-status")).isEqualTo("14");
    assertThat(third.header("grpc-status-details-bin")).isNotNull();
    assertThat(readUntil(from, first)).containsExactly("one");
    var again = client.post(from, request("two"));
    assertThat(readUntil(from, again)).containsExactly("two");
  }

  @Test
  void linesThatNobodyReads_goBackToTheSenderInTime() throws Exception {
    OtlpReceiver from =
        receiver(1_000_000, 1_000_000, Duration.ofMinutes(1), Duration.ofMillis(50));
    assertThat(client.post(from, request("one")).get().statusCode()).isEqualTo(503);
    assertThat(from.next(line)).as("what was given back").isEqualTo(LogSource.Next.NONE);
  }

  @Test
  void recordsWithoutText_arePartialSuccess() throws Exception {
    OtlpReceiver from = receiver();
    byte[] request = OtlpLogLinesTest.request(LogRecord.newBuilder()).toByteArray();
    HttpResponse<byte[]> response = client.post(from, request).get();
    assertThat(
            ExportLogsServiceResponse.parseFrom(response.body())
                .getPartialSuccess()
                .getRejectedLogRecords())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/metrics, POST, application/x-protobuf, '', 404",
    "/v1/traces, GET, application/x-protobuf, '', 405",
    "/v1/logs, GET, application/x-protobuf, '', 405",
    "/v1/logs, POST, text/plain, '', 415",
    "/v1/logs, POST, application/x-protobuf, br, 415",
  })
  void whatIsNotHere_isSaid(String path, String method, String type, String encoding, int status)
      throws Exception {
    OtlpReceiver from = receiver();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(from, path)))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(new byte[0]))
            .headers("Content-Type", type, "Content-Encoding", encoding)
            .build();
    assertThat(client.http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(status);
  }

  @Test
  void damagedRequests_areRefusedForGood() throws Exception {
    OtlpReceiver from = receiver();
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    assertThat(client.post(from, noise).get().statusCode()).isEqualTo(400);
    assertThat(client.post(from, noise, "Content-Encoding", "gzip").get().statusCode())
        .isEqualTo(400);
    assertThat(client.call(from, noise, "identity").get().header("grpc-status")).isEqualTo("3");
    assertThat(client.call(from, new byte[3], "identity").get().header("grpc-status"))
        .isEqualTo("3");
    readUntil(from, () -> told.lost.getOrDefault("otlp request not understood", 0L) == 4);
  }

  @Test
  void largeRequests_areRefusedForGoodWhetherPackedOrNot() throws Exception {
    OtlpReceiver from = receiver();
    byte[] large = new byte[MAX_REQUEST * 50];
    assertThat(client.post(from, large).get().statusCode()).isEqualTo(413);
    assertThat(
            client.post(from, packed(large, "gzip"), "Content-Encoding", "gzip").get().statusCode())
        .isEqualTo(413);
    assertThat(client.call(from, frame(large, false), "identity").get().header("grpc-status"))
        .isEqualTo("8");
    assertThat(from.bodyBytes()).isZero();
  }

  @Test
  void bodiesBeyondTheirShareOfMemory_areToComeAgain() throws Exception {
    OtlpReceiver from = receiver(1_000_000, 20, Duration.ofMinutes(1), Duration.ofMinutes(1));
    assertThat(client.post(from, request("one")).get().statusCode()).isEqualTo(503);
    assertThat(from.bodyBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POST /v1/logs HT",
        "POST /v1/logs HTTP/1.1\r\nContent-Type: application/x-protobuf\r\nContent-Length: 9\r\n\r\nx",
        "PRI * HTTP/2.0\r\n",
      })
  void aSenderThatDoesNotGoOn_isClosed(String start) throws Exception {
    OtlpReceiver from =
        receiver(1_000_000, 1_000_000, Duration.ofMillis(50), Duration.ofMinutes(1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), from.address().getPort())) {
      socket.getOutputStream().write(start.getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    readUntil(from, () -> told.lost.containsKey("otlp request stalled"));
    readUntil(from, () -> from.connections() == 0);
    assertThat(from.bodyBytes()).isZero();
  }

  @Test
  void aSenderThatLeaves_getsItsLinesBack() throws Exception {
    OtlpReceiver from = receiver();
    byte[] body = request("one");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), from.address().getPort())) {
      String head =
          "POST /v1/logs HTTP/1.1\r\nContent-Type: application/x-protobuf\r\nContent-Length: ";
      socket.getOutputStream().write((head + body.length + "\r\n\r\n").getBytes(UTF_8));
      socket.getOutputStream().write(body);
      while (from.waitingBytes() == 0) {
        Thread.onSpinWait();
      }
    }
    while (from.connections() > 0) {
      Thread.onSpinWait();
    }
    assertThat(from.next(line)).isEqualTo(LogSource.Next.NONE);
  }

  @Test
  void anEmptyRequest_isASuccess() throws Exception {
    OtlpReceiver from = receiver();
    byte[] empty = ExportLogsServiceRequest.getDefaultInstance().toByteArray();
    assertThat(client.post(from, empty).get().statusCode()).isEqualTo(200);
  }
}
