// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static io.github.otelmail.bridge.telemetry.ExportLab.spans;
import static io.github.otelmail.bridge.telemetry.ExportLab.twoHosts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpExportTest {
  private final ExportLab lab = new ExportLab();
  private final List<String> told = lab.listener.told();

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void spans_arriveOverHttpAsTheyAre() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    assertThat(lab.http(receiver.endpoint()).export(twoHosts())).isTrue();

    List<ResourceSpans> resources = receiver.accepted().get(0).getResourceSpansList();
    assertThat(resources).extracting(OtlpExportTest::host).containsExactlyInAnyOrder("mx1", "mx2");
    ScopeSpans scope = resources.get(host(resources.get(0)).equals("mx1") ? 0 : 1).getScopeSpans(0);
    assertThat(scope.getScope().getName()).isEqualTo("io.github.otelmail.bridge");
    Span receive = scope.getSpans(0);
    assertThat(receive.getName()).isEqualTo(MailSpanNames.RECEIVE);
    assertThat(hex(receive.getTraceId())).isEqualTo(ExportLab.TRACE);
    assertThat(hex(receive.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
    assertThat(receive.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(receive.getFlags() & 1).isEqualTo(1);
    assertThat(receive.getStartTimeUnixNano()).isEqualTo(MailStory.EPOCH_MICROS * 1000);
    assertThat(receive.getEndTimeUnixNano()).isEqualTo(MailStory.micros(0.2) * 1000);
    assertThat(hex(receive.getLinks(0).getSpanId())).isEqualTo("00f067aa0ba902b7");
    Span attempt = scope.getSpans(1);
    assertThat(attempt.getParentSpanId()).isEqualTo(receive.getSpanId());
    assertThat(attempt.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(told).containsExactly("exported 3");
  }

  @Test
  void http_isSpokenByTheJdksClient() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    lab.http(receiver.endpoint()).export(spans(1));
    // Over plain HTTP only the JDK's client offers to go on in HTTP/2.
    assertThat(receiver.headers().get(0)).containsKey("Http2-settings");
  }

  @Test
  void spans_arriveOverGrpcAsTheyAre() throws IOException {
    GrpcReceiver receiver = lab.grpcReceiver("0");
    assertThat(lab.grpc(receiver).export(twoHosts())).isTrue();
    assertThat(lab.grpc(receiver).export(spans(5000))).isTrue();
    assertThat(receiver.problems()).isEmpty();
    assertThat(receiver.requests()).hasSize(3);
    Span receive = HttpReceiver.spans(receiver.requests().get(0)).get(0);
    assertThat(hex(receive.getTraceId())).isEqualTo(ExportLab.TRACE);
    assertThat(told).containsExactly("exported 3", "exported 4096", "exported 904");
  }

  @Test
  void grpc_failuresAreToldApart() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    String[] statuses = {
      "14 starting",
      "8 slow down",
      "8 grpc: received message larger than max (5 vs. 4)",
      "0",
      "3 no"
    };
    GrpcReceiver receiver = new GrpcReceiver(request -> statuses[calls.getAndIncrement()]);
    lab.closed(receiver);
    assertThat(lab.grpc(receiver).export(spans(2))).isTrue();
    assertThat(told)
        .containsExactly(
            "interrupted cannot export to "
                + receiver.endpoint()
                + " (grpc): gRPC UNAVAILABLE: starting; see the receiver's log",
            "interrupted cannot export to "
                + receiver.endpoint()
                + " (grpc): gRPC RESOURCE_EXHAUSTED: slow down; see the receiver's log",
            "recovered",
            "exported 1",
            "refused 1 gRPC INVALID_ARGUMENT: no");
    assertThat(lab.pauses).hasSize(2);
  }

  @Test
  void headers_areTheStandardOnes() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    OtlpExport export =
        lab.export(
            Map.of(
                "otel.exporter.otlp.endpoint",
                receiver.endpoint(),
                "otel.exporter.otlp.headers",
                "api-key=secret"),
            lab.pauses::add);
    assertThat(export.export(spans(3))).isTrue();
    assertThat(receiver.headers().get(0).getFirst("api-key")).isEqualTo("secret");
    assertThat(receiver.headers().get(0).getFirst("Content-type"))
        .isEqualTo("application/x-protobuf");
  }

  @Test
  void manySpans_goInBatchesAndInOrder() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    EncodedSpans spans = spans(10_000);
    assertThat(lab.http(receiver.endpoint()).export(spans)).isTrue();
    assertThat(receiver.sizes()).containsExactly(4096, 4096, 1808);
    assertThat(receiver.spans())
        .extracting(span -> hex(span.getSpanId()))
        .containsExactlyElementsOf(spans.decoded().stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void outage_isWaitedOutAndToldOnce() throws IOException {
    int port = freePort();
    String endpoint = "http://127.0.0.1:" + port;
    List<HttpReceiver> receivers = new ArrayList<>();
    OtlpExport export =
        lab.export(
            Map.of("otel.exporter.otlp.endpoint", endpoint),
            pause -> {
              lab.pauses.add(pause);
              if (lab.pauses.size() == 7) {
                receivers.add(lab.receiver(port, 200));
              }
            });
    assertThat(export.export(spans(3))).isTrue();
    assertThat(lab.pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    assertThat(receivers.get(0).spans()).hasSize(3);
    assertThat(told)
        .containsExactly(
            "interrupted cannot export to "
                + endpoint
                + " (http/protobuf): connection refused; check OTEL_EXPORTER_OTLP_ENDPOINT and"
                + " OTEL_EXPORTER_OTLP_PROTOCOL",
            "recovered",
            "exported 3");
  }

  @Test
  void eachOutage_isToldAnew() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 503, 200, 502, 429, 200);
    OtlpExport export = lab.http(receiver.endpoint());
    assertThat(export.export(spans(1))).isTrue();
    assertThat(export.export(spans(1))).isTrue();
    assertThat(told)
        .extracting(line -> line.substring(0, 8))
        .containsExactly(
            "interrup", "recovere", "exported", "interrup", "interrup", "recovere", "exported");
    assertThat(told.get(0)).endsWith("HTTP 503: told to; see the receiver's log");
    assertThat(lab.pauses).extracting(Duration::toSeconds).containsExactly(1L, 1L, 2L);
  }

  @Test
  void silentReceiver_isTriedAgain() throws IOException {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HttpReceiver receiver =
        new HttpReceiver(
            0,
            request -> {
              if (calls.getAndIncrement() == 0) {
                awaitQuietly(released);
              }
              return 200;
            });
    OtlpExport export = exportTo(receiver, "200", pause -> released.countDown());
    assertThat(export.export(spans(1))).isTrue();
    assertThat(told).hasSize(3).last().isEqualTo("exported 1");
  }

  @Test
  void interrupt_endsTheWait() throws IOException {
    OtlpExport export =
        lab.export(
            Map.of("otel.exporter.otlp.endpoint", "http://127.0.0.1:" + freePort()),
            pause -> {
              throw new InterruptedException();
            });
    assertThat(export.export(spans(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(export.export(spans(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(export.export(new EncodedSpans())).isTrue();
  }

  @Test
  void close_endsTheWait() throws IOException, InterruptedException, ExecutionException {
    CountDownLatch waiting = new CountDownLatch(1);
    ExportListener signal =
        new ExportListener() {
          @Override
          public void interrupted(String errorType, String message) {
            waiting.countDown();
          }
        };
    String endpoint = "http://127.0.0.1:" + freePort();
    OtlpExport export =
        OtlpExport.configured(Map.of("otel.exporter.otlp.endpoint", endpoint), signal);
    CompletableFuture<Boolean> result =
        CompletableFuture.supplyAsync(() -> export.export(spans(1)));
    waiting.await();
    export.close();
    assertThat(result.get()).isFalse();
  }

  @Test
  void close_doesNotWaitForAnAnswer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    HttpReceiver receiver =
        new HttpReceiver(
            0,
            request -> {
              asked.countDown();
              awaitQuietly(released);
              return 200;
            });
    OtlpExport export = exportTo(receiver, "3600000", lab.pauses::add);
    CompletableFuture<Boolean> result =
        CompletableFuture.supplyAsync(() -> export.export(spans(1)));
    asked.await();
    export.close();
    assertThat(result.get()).isFalse();
    assertThat(told).isEmpty();
    released.countDown();
  }

  @Test
  void noExporter_takesEverything() {
    OtlpExport export = lab.export(Map.of("otel.traces.exporter", "none"), lab.pauses::add);
    assertThat(export.export(spans(3))).isTrue();
    assertThat(export.target()).startsWith("nowhere");
    assertThat(told).isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private OtlpExport exportTo(HttpReceiver receiver, String timeout, OtlpExport.Waiter waiter) {
    lab.closed(receiver);
    return lab.export(
        Map.of(
            "otel.exporter.otlp.endpoint",
            receiver.endpoint(),
            "otel.exporter.otlp.timeout",
            timeout),
        waiter);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String host(ResourceSpans spans) {
    return spans.getResource().getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals("host.name"))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElseThrow();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
