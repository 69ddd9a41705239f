// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.logs.TestLogRecordData;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
  private static final SpanContext CONTEXT =
      SpanContext.create(
          "0af7651916cd43dd8448eb211c80319c",
          "b7ad6b7169203331",
          TraceFlags.getSampled(),
          TraceState.builder().put("a", "b").build());
  private static final long NANOS = 1_795_337_770_518_027_999L;
  private static final Attributes ATTRIBUTES =
      Attributes.builder()
          .put("messaging.system", "smtp")
          .put("messaging.operation.type", "send")
          .put("email.message_id", "\"ü\ud83d\ude00\"\n@x")
          .put("email.next.local_id", "4F2A1")
          .put("email.deadline", 600L)
          .put("server.address", "relay.example.com")
          .put("truth", true)
          .put("double", -1.5e-7)
          .put("least", Long.MIN_VALUE)
          .put(AttributeKey.stringArrayKey("texts"), List.of("a", ""))
          .put(AttributeKey.longArrayKey("longs"), List.of(1L, -1L))
          .build();

  private static SpanData span() {
    return TestSpanData.builder()
        .setName("send email")
        .setKind(SpanKind.PRODUCER)
        .setSpanContext(CONTEXT)
        .setParentSpanContext(CONTEXT)
        .setResource(Resource.create(ATTRIBUTES, "https://example.com/schema"))
        .setAttributes(ATTRIBUTES)
        .setTotalAttributeCount(ATTRIBUTES.size() + 7)
        .setTotalRecordedEvents(2)
        .setTotalRecordedLinks(3)
        .setEvents(List.of(EventData.create(NANOS, "event", ATTRIBUTES)))
        .setLinks(List.of(LinkData.create(CONTEXT, ATTRIBUTES)))
        .setStatus(StatusData.create(StatusCode.ERROR, "no"))
        .setStartEpochNanos(NANOS)
        .setEndEpochNanos(NANOS + 1)
        .setHasEnded(true)
        .build();
  }

  private static LogRecordData record(Value<?> body) {
    return TestLogRecordData.builder()
        .setResource(Resource.create(ATTRIBUTES))
        .setSpanContext(CONTEXT)
        .setTimestamp(Instant.ofEpochSecond(0, NANOS))
        .setObservedTimestamp(Instant.ofEpochSecond(0, NANOS + 1))
        .setSeverity(Severity.ERROR2)
        .setSeverityText("err")
        .setAttributes(ATTRIBUTES)
        .setTotalAttributeCount(ATTRIBUTES.size())
        .setBodyValue(body)
        .build();
  }

  private static Marshaler logs() {
    return LogsRequestMarshaler.create(
        List.of(
            record(Value.of("Nov 22 08:00:00 mx1 postfix/qmgr[7]: x")),
            record(Value.of("")),
            record(Value.of(new byte[] {0, -1, 62, 63})),
            record(Value.of(7)),
            record(Value.of(Value.of(1.5), Value.of(false), Value.of("a"))),
            record(
                Value.of(
                    KeyValue.of("_HOSTNAME", Value.of("mx1")),
                    KeyValue.of("MESSAGE", Value.of("4jX: removed")),
                    KeyValue.of("_PID", Value.of(7)),
                    KeyValue.of("more", Value.of(KeyValue.of("deep", Value.of(1))))))));
  }

  private static byte[] protobuf(Marshaler request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    request.writeBinaryTo(bytes);
    return bytes.toByteArray();
  }

  private static byte[] json(Marshaler request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    request.writeJsonTo(bytes);
    return bytes.toByteArray();
  }

  @Test
  void spansAsTheStandardSdkWritesThem_areTheSameInBothFormats() throws IOException {
    Marshaler request = TraceRequestMarshaler.create(List.of(span(), span()));
    ExportTraceServiceRequest expected = OtlpFormat.PROTOBUF.traces(protobuf(request));
    ExportTraceServiceRequest found = OtlpFormat.JSON.traces(json(request));
    assertThat(found).isEqualTo(expected);
    assertThat(OtlpSendSpans.of(found)).hasSize(2).isEqualTo(OtlpSendSpans.of(expected));
  }

  @Test
  void logRecordsAsTheStandardSdkWritesThem_areTheSameInBothFormats() throws IOException {
    Marshaler request = logs();
    ExportLogsServiceRequest expected = OtlpFormat.PROTOBUF.logs(protobuf(request));
    ExportLogsServiceRequest found = OtlpFormat.JSON.logs(json(request));
    assertThat(found).isEqualTo(expected);
    OtlpLogLines lines = OtlpLogLines.of(found);
    assertThat(lines.rejected()).isEqualTo(1);
    assertThat(lines.lines())
        .hasSize(5)
        .zipSatisfy(
            OtlpLogLines.of(expected).lines(), (one, other) -> assertThat(one).isEqualTo(other));
  }

  private static ExportLogsServiceRequest logs(String json) throws IOException {
    return OtlpFormat.JSON.logs(json.getBytes(UTF_8));
  }

  private static LogRecord record(String fields) throws IOException {
    return logs("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{" + fields + "}]}]}]}")
        .getResourceLogs(0)
        .getScopeLogs(0)
        .getLogRecords(0);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"1795337770518027999\"', 1795337770518027999",
    "1795337770518027999, 1795337770518027999",
    "1.5e3, 1500",
    "'\"1.5e3\"', 1500",
    "18446744073709551615, -1",
    "null, 0",
  })
  void aTime_isATextOrANumber(String json, long expected) throws IOException {
    assertThat(record("\"timeUnixNano\":" + json).getTimeUnixNano()).isEqualTo(expected);
  }

  @Test
  void ids_areHexadecimalInEitherCase() throws IOException {
    LogRecord record =
        record("\"traceId\":\"5B8EFFF798038103D269B633813FC60C\",\"spanId\":\"eee19b7ec3c1b174\"");
    assertThat(record.getTraceId().toByteArray()).startsWith(0x5B, 0x8E).hasSize(16);
    assertThat(record.getSpanId().toByteArray()).startsWith(0xEE, 0xE1).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AP8+Pw==", "AP8+Pw", "AP8-Pw", "AP8-Pw=="})
  void bytes_areBase64OfEveryKind(String text) throws IOException {
    assertThat(record("\"body\":{\"bytesValue\":\"" + text + "\"}").getBody().getBytesValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {0, -1, 62, 63}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "\"17\"", "\"SEVERITY_NUMBER_ERROR\""})
  void anEnum_isANumberOrAName(String json) throws IOException {
    assertThat(record("\"severityNumber\":" + json).getSeverityNumberValue()).isEqualTo(17);
  }

  @Test
  void numbersThatNobodyKnowsYet_areKept() throws IOException {
    assertThat(record("\"severityNumber\":99,\"flags\":4294967295"))
        .extracting(LogRecord::getSeverityNumberValue, LogRecord::getFlags)
        .containsExactly(99, -1);
  }

  @Test
  void fieldsOfNoKnownName_arePassedOver() throws IOException {
    String unknown =
        "\"time_unix_nano\":\"7\",\"later\":[1,{\"body\":[[]]}],\"deep\":" + "[".repeat(500);
    assertThat(record(unknown + "]".repeat(500) + ",\"body\":{\"stringValue\":\"x\"}"))
        .extracting(LogRecord::getTimeUnixNano, each -> each.getBody().getStringValue())
        .containsExactly(0L, "x");
  }

  @Test
  void aSpan_isReadInAnyOrderOfItsFields() throws IOException {
    String json =
        """
        {"resourceSpans": [{"scopeSpans": [{"spans": [{
          "attributes": [{"value": {"stringValue": "smtp"}, "key": "messaging.system"},
                         {"key": "email.deadline", "value": {"intValue": 60}}],
          "endTimeUnixNano": "2", "name": "send email", "kind": 4,
          "spanId": "eee19b7ec3c1b174", "droppedLinksCount": 1
        }]}]}]}
        """;
    Span span =
        OtlpFormat.JSON
            .traces(json.getBytes(UTF_8))
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
    assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo("smtp");
    assertThat(span.getAttributes(1).getValue().getIntValue()).isEqualTo(60);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(2);
    assertThat(span.getDroppedLinksCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                          | a request is an object, line 1",
        "[]                                          | a request is an object",
        "{}{}                                        | something behind the request",
        "{\"resourceLogs\":{}}                       | resourceLogs is an array, line 1, column 17",
        "{\"resourceLogs\":[null]}                   | resourceLogs is of another type",
        "{\"resourceLogs\":[{\"schemaUrl\":1}]}      | schemaUrl is of another type",
        "{\"resourceLogs\":[{\"resource\":{\"droppedAttributesCount\":-1}}]} | that is none",
        "{\"resourceLogs\":[{\"resource\":{\"droppedAttributesCount\":1.5}}]} | that is none",
        "{\"resourceLogs\":[{\"resource\":{\"droppedAttributesCount\":true}}]} | is a number",
        "{\"resourceLogs\":[                         | Unexpected end-of-input",
        "{'resourceLogs':[]}                         | Unexpected character",
      })
  void whatIsNoRequest_isToldWithItsPlace(String json, String why) {
    assertThatThrownBy(() -> logs(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"traceId\":\"xyz\"",
        "\"body\":{\"bytesValue\":\"*\"}",
        "\"body\":{\"boolValue\":\"true\"}",
        "\"body\":{\"intValue\":\"1e999999999\"}",
        "\"severityNumber\":\"NO_SUCH\"",
      })
  void aValueThatIsNone_isRefused(String field) {
    assertThatThrownBy(() -> record(field)).isInstanceOf(IOException.class);
  }

  @Test
  void depth_isBoundedAsForProtobuf() throws IOException {
    String open = "{\"arrayValue\":{\"values\":[";
    String close = "]}}";
    LogRecord record = record("\"body\":" + open.repeat(48) + close.repeat(48));
    assertThat(LogRecord.parseFrom(record.toByteArray())).isEqualTo(record);
    assertThatThrownBy(() -> record("\"body\":" + open.repeat(49) + close.repeat(49)))
        .hasMessageContaining("more than 100 messages in each other");
  }

  @Test
  void damagedRequests_throwNothingElse() throws IOException {
    byte[] whole = json(logs());
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(OtlpLogLines.of(OtlpFormat.JSON.logs(damaged)).lines()).isNotNull();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 19_999);
  }
}
