// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.SendSpan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/HTTP with JSON; answers are in the format of the request. */
@Timeout(120)
class OtlpJsonReceiverTest {
  private static final int MAX_REQUEST = 100_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Recorder told = new Recorder();
  private final SendSpanQueue sendSpans = new SendSpanQueue(1_000_000);
  private final LogLine line = new LogLine();
  private final OtlpClient client = new OtlpClient();
  private OtlpReceiver receiver;

  @BeforeEach
  void listen() throws IOException {
    NetworkLimits limits =
        new NetworkLimits(10, 1_000, MAX_REQUEST, 1_000_000, 100, MINUTE, MINUTE, MINUTE);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    receiver =
        new OtlpReceiver(new OtlpReceiver.Settings(any, null, limits), sendSpans, () -> {}, told);
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
    client.close();
  }

  private static String logs(String... bodies) {
    List<String> records = new ArrayList<>();
    for (String body : bodies) {
      records.add("{\"body\":" + body + "}");
    }
    return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[%s]}]}]}"
        .formatted(String.join(",", records));
  }

  private static String text(String text) {
    return "{\"stringValue\":\"" + OtlpClient.LINE + text + "\"}";
  }

  private CompletableFuture<HttpResponse<String>> post(String path, byte[] body, String encoding) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(OtlpClient.url(receiver, path)))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .headers("Content-Type", "application/json; charset=utf-8")
            .headers("Content-Encoding", encoding)
            .build();
    return client.http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return post(path, body.getBytes(UTF_8), "identity");
  }

  private static void answers(HttpResponse<String> response, int status, String body) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).isEqualTo(body);
  }

  private List<String> readUntil(BooleanSupplier done) {
    List<String> lines = new ArrayList<>();
    while (!done.getAsBoolean()) {
      while (receiver.next(line) == LogSource.Next.LINE) {
        lines.add(line.toString().replace(OtlpClient.LINE, ""));
      }
      receiver.acknowledge();
      Thread.onSpinWait();
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "zstd"})
  void logRecords_areTakenAndAnswered(String encoding) throws Exception {
    byte[] body = OtlpClient.packed(logs(text("one"), text("two")).getBytes(UTF_8), encoding);
    var response = post("/v1/logs", body, encoding);
    assertThat(readUntil(response::isDone)).containsExactly("one", "two");
    answers(response.get(), 200, "{}");
  }

  @Test
  void recordsWithoutText_arePartialSuccess() throws Exception {
    answers(
        post("/v1/logs", logs("{}", "{\"boolValue\":true}")).get(),
        200,
        "{\"partialSuccess\":{\"rejectedLogRecords\":\"2\",\"errorMessage\":"
            + "\"these log records have neither text nor a MESSAGE field\"}}");
  }

  @Test
  void spans_areLearnedAndAnsweredAtOnce() throws Exception {
    String span =
        """
        {"resourceSpans": [{"scopeSpans": [{"spans": [{
          "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
          "attributes": [
            {"key": "messaging.system", "value": {"stringValue": "smtp"}},
            {"key": "messaging.operation.type", "value": {"stringValue": "send"}},
            {"key": "email.next.local_id", "value": {"stringValue": "4F2A1"}}]
        }]}]}]}
        """;
    answers(post("/v1/traces", span).get(), 200, "{}");
    assertThat(sendSpans.drain())
        .extracting(SendSpan::traceId, SendSpan::spanId, SendSpan::queueId)
        .containsExactly(tuple("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174", "4F2A1"));
  }

  @Test
  void aFullQueue_hasSendersTryAgain() throws Exception {
    var first = post("/v1/logs", logs(text("one")));
    while (receiver.waitingBytes() == 0) {
      Thread.onSpinWait();
    }
    HttpResponse<String> second = post("/v1/logs", logs(text("two"))).get();
    answers(
        second,
        503,
        "{\"code\":14,\"message\":\"nothing is taken at the moment; try again\",\"details\":"
            + "[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1s\"}]}");
    assertThat(second.headers().firstValue("retry-after")).contains("1");
    assertThat(readUntil(first::isDone)).containsExactly("one");
  }

  @Test
  void whatIsNoJson_isRefusedForGoodAndCounted() throws Exception {
    answers(
        post("/v1/logs", "{\"resourceLogs\":7}").get(),
        400,
        "{\"code\":3,\"message\":\"resourceLogs is an array, line 1, column 17\"}");
    readUntil(() -> told.lost.getOrDefault("otlp request not understood", 0L) == 1);
  }

  @Test
  void largeRequests_areRefusedForGoodWhetherPackedOrNot() throws Exception {
    byte[] large = logs(text("x".repeat(MAX_REQUEST))).getBytes(UTF_8);
    String refusal =
        "{\"code\":8,\"message\":\"requests must not be larger than 100000 bytes, nor hold more than"
            + " 1000000 records, attributes and values; send smaller batches\"}";
    answers(post("/v1/logs", large, "identity").get(), 413, refusal);
    answers(post("/v1/logs", OtlpClient.packed(large, "gzip"), "gzip").get(), 413, refusal);
    assertThat(receiver.bodyBytes()).isZero();
  }

  @Test
  void whatIsNotHere_isSaidInJson() throws Exception {
    answers(
        post("/v1/metrics", "{}").get(),
        404,
        "{\"code\":12,\"message\":\"only logs and spans are taken here, at /v1/logs and"
            + " /v1/traces\"}");
  }
}
