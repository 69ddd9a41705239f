// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static io.github.otelmail.bridge.telemetry.ExportLab.spans;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that refuse spans, all of a batch or some. */
class OtlpRefusalTest {
  private final ExportLab lab = new ExportLab();
  private final List<String> told = lab.listener.told();

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void aPartialSuccessOverHttp_isNotSentAgain() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    receiver.answer(partialSuccess(2, "too old\u001b"));
    assertThat(lab.http(receiver.endpoint()).export(spans(3))).isTrue();
    assertThat(receiver.sizes()).containsExactly(3);
    assertThat(told).containsExactly("exported 1", "refused 2 too old");
  }

  @Test
  void aPartialSuccessOverGrpc_isNotSentAgain() throws IOException {
    GrpcReceiver receiver = lab.grpcReceiver("0");
    receiver.answer(partialSuccess(3, "no"));
    assertThat(lab.grpc(receiver).export(spans(3))).isTrue();
    assertThat(receiver.problems()).isEmpty();
    assertThat(receiver.requests()).hasSize(1);
    assertThat(told).containsExactly("refused 3 no");
  }

  @Test
  void moreRefusedThanWereSent_areAllOfThem() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    receiver.answer(partialSuccess(Long.MAX_VALUE, "no"));
    assertThat(lab.http(receiver.endpoint()).export(spans(3))).isTrue();
    assertThat(told).containsExactly("refused 3 no");
  }

  @Test
  void aWarning_isToldOnceAndDropsNothing() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    receiver.answer(partialSuccess(0, "use batches"));
    OtlpExport export = lab.http(receiver.endpoint());
    assertThat(export.export(spans(3))).isTrue();
    assertThat(export.export(spans(3))).isTrue();
    assertThat(told).containsExactly("exported 3", "warned use batches", "exported 3");
  }

  @Test
  void anAnswerThatIsNoOtlp_isASuccess() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    receiver.answer("ok, taken".getBytes(StandardCharsets.UTF_8));
    assertThat(lab.http(receiver.endpoint()).export(spans(3))).isTrue();
    assertThat(told).containsExactly("exported 3");
  }

  /** As the user interface of a backend gives for any address. */
  @Test
  void aWebPageForAnAnswer_isNone() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 200);
    receiver.answer("<!doctype html><html>".getBytes(StandardCharsets.UTF_8));
    OtlpExport export =
        lab.export(
            Map.of("otel.exporter.otlp.endpoint", receiver.endpoint()),
            pause -> receiver.answer(new byte[0]));
    assertThat(export.export(spans(3))).isTrue();
    assertThat(receiver.sizes()).containsExactly(3, 3);
    assertThat(told).hasSize(3).endsWith("recovered", "exported 3");
    assertThat(told.get(0)).contains("web page").contains("OTEL_EXPORTER_OTLP_ENDPOINT");
  }

  @ParameterizedTest
  @CsvSource({
    "429, see the receiver's log",
    "408, see the receiver's log",
    "415, check OTEL_EXPORTER_OTLP_COMPRESSION"
  })
  void whatIsToBeDone_isToldByTheStatus(int status, String advice) throws IOException {
    HttpReceiver receiver = lab.receiver(0, status, 200);
    assertThat(lab.http(receiver.endpoint()).export(spans(1))).isTrue();
    assertThat(told.get(0)).contains("HTTP " + status).contains("; " + advice);
  }

  @Test
  void wrongPathOrCredential_losesNothing() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 404, 401, 200);
    assertThat(lab.http(receiver.endpoint()).export(spans(1))).isTrue();
    assertThat(receiver.spans()).hasSize(1);
    assertThat(told.get(0)).contains("HTTP 404").contains("OTEL_EXPORTER_OTLP_ENDPOINT");
  }

  @Test
  void missingCredential_namesTheHeaders() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 401, 200);
    lab.http(receiver.endpoint()).export(spans(1));
    assertThat(told.get(0)).contains("HTTP 401").contains("OTEL_EXPORTER_OTLP_HEADERS");
  }

  @Test
  void refusedBatch_isGivenUpAndTheRestGoesOn() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 400, 200);
    assertThat(lab.http(receiver.endpoint()).export(spans(5000))).isTrue();
    assertThat(receiver.spans()).hasSize(904);
    assertThat(told).containsExactly("refused 4096 HTTP 400: told to", "exported 904");
    assertThat(lab.pauses).isEmpty();
  }

  @Test
  void tooLargeBatch_isHalvedUntilItFits() throws IOException {
    HttpReceiver receiver =
        new HttpReceiver(0, request -> HttpReceiver.spans(request).size() > 2 ? 413 : 200);
    lab.closed(receiver);
    EncodedSpans spans = spans(7);
    assertThat(lab.http(receiver.endpoint()).export(spans)).isTrue();
    assertThat(receiver.spans())
        .extracting(span -> hex(span.getSpanId()))
        .containsExactlyElementsOf(spans.decoded().stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void tooLargeSpan_isGivenUp() throws IOException {
    HttpReceiver receiver = lab.receiver(0, 413);
    assertThat(lab.http(receiver.endpoint()).export(spans(2))).isTrue();
    assertThat(told).containsExactly("refused 1 HTTP 413: told to", "refused 1 HTTP 413: told to");
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

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
