// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final List<Duration> pauses = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final RecordingListener listener = new RecordingListener();
  private final List<String> told = listener.told();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void spans_arriveOverHttpAsTheyAre() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    assertThat(http(receiver.endpoint()).export(twoHosts())).isTrue();

    List<ResourceSpans> resources = receiver.accepted().get(0).getResourceSpansList();
    assertThat(resources).extracting(OtlpExportTest::host).containsExactlyInAnyOrder("mx1", "mx2");
    ScopeSpans scope = resources.get(host(resources.get(0)).equals("mx1") ? 0 : 1).getScopeSpans(0);
    assertThat(scope.getScope().getName()).isEqualTo("io.github.otelmail.bridge");
    Span receive = scope.getSpans(0);
    assertThat(receive.getName()).isEqualTo(MailSpanNames.RECEIVE);
    assertThat(hex(receive.getTraceId())).isEqualTo(TRACE);
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
    HttpReceiver receiver = receiver(0, 200);
    http(receiver.endpoint()).export(spans(1));
    // Over plain HTTP only the JDK's client offers to go on in HTTP/2.
    assertThat(receiver.headers().get(0)).containsKey("Http2-settings");
  }

  @Test
  void spans_arriveOverGrpcAsTheyAre() throws IOException {
    GrpcReceiver receiver = grpcReceiver("0");
    assertThat(grpc(receiver).export(twoHosts())).isTrue();
    assertThat(grpc(receiver).export(spans(5000))).isTrue();
    assertThat(receiver.problems()).isEmpty();
    assertThat(receiver.requests()).hasSize(3);
    Span receive = HttpReceiver.spans(receiver.requests().get(0)).get(0);
    assertThat(hex(receive.getTraceId())).isEqualTo(TRACE);
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
    open.add(receiver);
    assertThat(grpc(receiver).export(spans(2))).isTrue();
    assertThat(told)
        .containsExactly(
            "interrupted cannot export to "
                + receiver.endpoint()
                + " (grpc): gRPC UNAVAILABLE: starting; check OTEL_EXPORTER_OTLP_ENDPOINT and"
                + " OTEL_EXPORTER_OTLP_PROTOCOL",
            "recovered",
            "exported 1",
            "refused 1 gRPC INVALID_ARGUMENT: no");
    assertThat(pauses).hasSize(2);
  }

  private static byte[] partialSuccess(long rejected, String message) {
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(rejected)
                .setErrorMessage(message))
        .build()
        .toByteArray();
  }

  @Test
  void aPartialSuccessOverHttp_isNotSentAgain() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    receiver.answer(partialSuccess(2, "too old\u001b"));
    assertThat(http(receiver.endpoint()).export(spans(3))).isTrue();
    assertThat(receiver.sizes()).containsExactly(3);
    assertThat(told).containsExactly("exported 1", "refused 2 too old");
  }

  @Test
  void aPartialSuccessOverGrpc_isNotSentAgain() throws IOException {
    GrpcReceiver receiver = grpcReceiver("0");
    receiver.answer(partialSuccess(3, "no"));
    assertThat(grpc(receiver).export(spans(3))).isTrue();
    assertThat(receiver.problems()).isEmpty();
    assertThat(receiver.requests()).hasSize(1);
    assertThat(told).containsExactly("refused 3 no");
  }

  @Test
  void moreRefusedThanWereSent_areAllOfThem() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    receiver.answer(partialSuccess(Long.MAX_VALUE, "no"));
    assertThat(http(receiver.endpoint()).export(spans(3))).isTrue();
    assertThat(told).containsExactly("refused 3 no");
  }

  @Test
  void aWarning_isToldOnceAndDropsNothing() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    receiver.answer(partialSuccess(0, "use batches"));
    OtlpExport export = http(receiver.endpoint());
    assertThat(export.export(spans(3))).isTrue();
    assertThat(export.export(spans(3))).isTrue();
    assertThat(told).containsExactly("exported 3", "warned use batches", "exported 3");
  }

  @Test
  void anAnswerThatIsNoOtlp_isASuccess() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    receiver.answer("<html>ok</html>".getBytes(StandardCharsets.UTF_8));
    assertThat(http(receiver.endpoint()).export(spans(3))).isTrue();
    assertThat(told).containsExactly("exported 3");
  }

  @Test
  void headers_areTheStandardOnes() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    OtlpExport export =
        export(
            Map.of(
                "otel.exporter.otlp.endpoint",
                receiver.endpoint(),
                "otel.exporter.otlp.headers",
                "api-key=secret"),
            pauses::add);
    assertThat(export.export(spans(3))).isTrue();
    assertThat(receiver.headers().get(0).getFirst("api-key")).isEqualTo("secret");
    assertThat(receiver.headers().get(0).getFirst("Content-type"))
        .isEqualTo("application/x-protobuf");
  }

  @Test
  void manySpans_goInBatchesAndInOrder() throws IOException {
    HttpReceiver receiver = receiver(0, 200);
    List<SpanData> spans = spans(10_000);
    assertThat(http(receiver.endpoint()).export(spans)).isTrue();
    assertThat(receiver.sizes()).containsExactly(4096, 4096, 1808);
    assertThat(receiver.spans())
        .extracting(span -> hex(span.getSpanId()))
        .containsExactlyElementsOf(spans.stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void outage_isWaitedOutAndToldOnce() throws IOException {
    int port = freePort();
    String endpoint = "http://127.0.0.1:" + port;
    List<HttpReceiver> receivers = new ArrayList<>();
    OtlpExport export =
        export(
            Map.of("otel.exporter.otlp.endpoint", endpoint),
            pause -> {
              pauses.add(pause);
              if (pauses.size() == 7) {
                receivers.add(receiver(port, 200));
              }
            });
    assertThat(export.export(spans(3))).isTrue();
    assertThat(pauses)
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
    HttpReceiver receiver = receiver(0, 503, 200, 502, 429, 200);
    OtlpExport export = http(receiver.endpoint());
    assertThat(export.export(spans(1))).isTrue();
    assertThat(export.export(spans(1))).isTrue();
    assertThat(told)
        .extracting(line -> line.substring(0, 8))
        .containsExactly("interrup", "recovere", "exported", "interrup", "recovere", "exported");
    assertThat(told.get(0)).endsWith("HTTP 503: told to; see the receiver's log");
    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 1L, 2L);
  }

  @Test
  void wrongPathOrCredential_losesNothing() throws IOException {
    HttpReceiver receiver = receiver(0, 404, 401, 200);
    assertThat(http(receiver.endpoint()).export(spans(1))).isTrue();
    assertThat(receiver.spans()).hasSize(1);
    assertThat(told.get(0)).contains("HTTP 404").contains("OTEL_EXPORTER_OTLP_ENDPOINT");
  }

  @Test
  void missingCredential_namesTheHeaders() throws IOException {
    HttpReceiver receiver = receiver(0, 401, 200);
    http(receiver.endpoint()).export(spans(1));
    assertThat(told.get(0)).contains("HTTP 401").contains("OTEL_EXPORTER_OTLP_HEADERS");
  }

  @Test
  void refusedBatch_isGivenUpAndTheRestGoesOn() throws IOException {
    HttpReceiver receiver = receiver(0, 400, 200);
    assertThat(http(receiver.endpoint()).export(spans(5000))).isTrue();
    assertThat(receiver.spans()).hasSize(904);
    assertThat(told).containsExactly("refused 4096 HTTP 400: told to", "exported 904");
    assertThat(pauses).isEmpty();
  }

  @Test
  void tooLargeBatch_isHalvedUntilItFits() throws IOException {
    HttpReceiver receiver =
        new HttpReceiver(0, request -> HttpReceiver.spans(request).size() > 2 ? 413 : 200);
    open.add(receiver);
    List<SpanData> spans = spans(7);
    assertThat(http(receiver.endpoint()).export(spans)).isTrue();
    assertThat(receiver.spans())
        .extracting(span -> hex(span.getSpanId()))
        .containsExactlyElementsOf(spans.stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void tooLargeSpan_isGivenUp() throws IOException {
    HttpReceiver receiver = receiver(0, 413);
    assertThat(http(receiver.endpoint()).export(spans(2))).isTrue();
    assertThat(told).containsExactly("refused 1 HTTP 413: told to", "refused 1 HTTP 413: told to");
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
    open.add(receiver);
    OtlpExport export =
        export(
            Map.of(
                "otel.exporter.otlp.endpoint",
                receiver.endpoint(),
                "otel.exporter.otlp.timeout",
                "200"),
            pause -> released.countDown());
    assertThat(export.export(spans(1))).isTrue();
    assertThat(told).hasSize(3).last().isEqualTo("exported 1");
  }

  @Test
  void interrupt_endsTheWait() throws IOException {
    OtlpExport export =
        export(
            Map.of("otel.exporter.otlp.endpoint", "http://127.0.0.1:" + freePort()),
            pause -> {
              throw new InterruptedException();
            });
    assertThat(export.export(spans(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(export.export(spans(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(export.export(List.of())).isTrue();
  }

  @Test
  void close_endsTheWait() throws IOException, InterruptedException, ExecutionException {
    CountDownLatch waiting = new CountDownLatch(1);
    ExportListener signal =
        new ExportListener() {
          @Override
          public void interrupted(String message) {
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
  void noExporter_takesEverything() {
    OtlpExport export = export(Map.of("otel.traces.exporter", "none"), pauses::add);
    assertThat(export.export(spans(3))).isTrue();
    assertThat(export.target()).startsWith("nowhere");
    assertThat(told).isEmpty();
  }

  private OtlpExport http(String endpoint) {
    return export(Map.of("otel.exporter.otlp.endpoint", endpoint), pauses::add);
  }

  private OtlpExport grpc(GrpcReceiver receiver) {
    return export(
        Map.of(
            "otel.exporter.otlp.endpoint",
            receiver.endpoint(),
            "otel.exporter.otlp.protocol",
            "grpc"),
        pauses::add);
  }

  private OtlpExport export(Map<String, String> settings, OtlpExport.Waiter waiter) {
    OtlpExport export = new OtlpExport(OtelConfig.read(settings), listener, waiter);
    open.add(export);
    return export;
  }

  /** Answers with one status after the other, and goes on with the last. */
  private HttpReceiver receiver(int port, int... statuses) {
    AtomicInteger calls = new AtomicInteger();
    try {
      HttpReceiver receiver =
          new HttpReceiver(
              port, request -> statuses[Math.min(calls.getAndIncrement(), statuses.length - 1)]);
      open.add(receiver);
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GrpcReceiver grpcReceiver(String status) throws IOException {
    GrpcReceiver receiver = new GrpcReceiver(request -> status);
    open.add(receiver);
    return receiver;
  }

  static List<SpanData> twoHosts() {
    SpanTree tree = new SpanTree();
    String id =
        requireNonNull(
                TraceToken.format(
                    TRACE,
                    "00f067aa0ba902b7",
                    1,
                    MailStory.EPOCH_MICROS / 1000 - 300,
                    null,
                    -1,
                    "example.org",
                    null))
            .replaceAll("[<>]", "");
    MailStory.arrives(mailSpans(tree), id, 0)
        .fails("jo@example.com", 0.3, 0.5, MailStory.GREYLISTED)
        .continues(Relation.RELAYED, "mx2", "9B7C2", 0.4);
    return tree.spans();
  }

  private static List<SpanData> spans(int count) {
    SpanTree tree = new SpanTree();
    MailSpans spans = mailSpans(tree);
    MailStory story = MailStory.arrives(spans, "m1@example.com", 0);
    for (int i = 1; i < count; i++) {
      story.waits(Wait.Kind.RETRY, i, i + 0.5, null);
    }
    return tree.spans();
  }

  private static MailSpans mailSpans(SpanTree tree) {
    return new MailSpans(
        new TraceContextResolver(null, TrustedNetworks.defaults()), SpanSettings.DEFAULT, tree);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
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
