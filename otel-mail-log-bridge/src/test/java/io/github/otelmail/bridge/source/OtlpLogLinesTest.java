// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpLogLinesTest {
  private static final long NANOS = 1_795_337_770_518_027_999L;
  private static final String STAMP = "2026-11-22T08:56:10.518027Z ";

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static KeyValue field(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static LogRecord.Builder record(String body) {
    return LogRecord.newBuilder().setTimeUnixNano(NANOS).setBody(text(body));
  }

  static ExportLogsServiceRequest request(LogRecord.Builder... records) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    var resource = request.addResourceLogsBuilder();
    resource.setResource(Resource.newBuilder().addAttributes(field("host.name", "mx9")));
    var scope = resource.addScopeLogsBuilder();
    for (LogRecord.Builder record : records) {
      scope.addLogRecords(record);
    }
    return request.build();
  }

  private static List<String> lines(LogRecord.Builder... records) {
    return OtlpLogLines.of(request(records)).lines().stream()
        .map(line -> new String(line, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void filelogBody_isTheLine() {
    String line = "Nov 22 08:00:00 mx1 postfix/qmgr[7]: x";
    assertThat(lines(record(line).addAttributes(field("log.file.name", "mail.log"))))
        .containsExactly(line);
  }

  @Test
  void syslogBody_isTheMessageWithItsPriority() {
    String line = "<22>1 2026-11-22T08:00:00Z mx1 postfix/qmgr 7 - - x";
    assertThat(lines(record(line).addAttributes(field("hostname", "mx1")))).containsExactly(line);
  }

  @Test
  void syslogBody_isTakenWithoutTheOctetCountOfItsFrame() {
    String line = "<22>1 2026-11-22T08:00:00Z mx1 postfix/qmgr 7 - - x";
    assertThat(lines(record(line.length() + " " + line))).containsExactly(line);
  }

  @Test
  void bodyThatBeginsWithANumber_isLeftAsItIs() {
    assertThat(lines(record("12 mails"), record("12 "), record("12")))
        .containsExactly(STAMP + "mx9 -: 12 mails", STAMP + "mx9 -: 12", STAMP + "mx9 -: 12");
  }

  @Test
  void jsonBody_isLeftToTheParser() {
    assertThat(lines(record("{\"log\":\"x\"}"))).containsExactly("{\"log\":\"x\"}");
  }

  @Test
  void bodyWithoutHeader_getsItFromTheAttributes() {
    LogRecord.Builder record =
        record("4jX: removed")
            .addAttributes(field("hostname", "mx1"))
            .addAttributes(field("appname", "postfix/qmgr"))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("proc_id")
                    .setValue(AnyValue.newBuilder().setIntValue(7)));
    assertThat(lines(record)).containsExactly(STAMP + "mx1 postfix/qmgr[7]: 4jX: removed");
  }

  @Test
  void bodyWithoutHeaderAndAttributes_getsTheHostOfTheResource() {
    assertThat(lines(record("text"))).containsExactly(STAMP + "mx9 -: text");
  }

  @Test
  void observedTime_countsWhereThereIsNoOther() {
    LogRecord.Builder record = record("text").setTimeUnixNano(0).setObservedTimeUnixNano(NANOS);
    assertThat(lines(record)).containsExactly(STAMP + "mx9 -: text");
  }

  @Test
  void journaldBody_isAMapOfFields() {
    KeyValueList fields =
        KeyValueList.newBuilder()
            .addValues(field("_HOSTNAME", "mx1"))
            .addValues(field("SYSLOG_IDENTIFIER", "postfix/qmgr"))
            .addValues(field("_PID", "7"))
            .addValues(field("MESSAGE", "4jX: removed"))
            .build();
    LogRecord.Builder record = record("").setBody(AnyValue.newBuilder().setKvlistValue(fields));
    assertThat(lines(record)).containsExactly(STAMP + "mx1 postfix/qmgr[7]: 4jX: removed");
  }

  @Test
  void headerWords_cannotForgeALine() {
    LogRecord.Builder record =
        record("text")
            .addAttributes(field("hostname", "a b\nc"))
            .addAttributes(field("pid", "1\0"));
    assertThat(lines(record)).containsExactly(STAMP + "a_b_c -[1_]: text");
  }

  @Test
  void recordsWithoutText_areCounted() {
    LogRecord.Builder none = record("").clearBody();
    LogRecord.Builder list =
        record("").setBody(AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance()));
    LogRecord.Builder map =
        record("").setBody(AnyValue.newBuilder().setKvlistValue(KeyValueList.getDefaultInstance()));
    OtlpLogLines lines = OtlpLogLines.of(request(none, list, map, record("text")));
    assertThat(lines.rejected()).isEqualTo(3);
    assertThat(lines.lines()).hasSize(1);
  }
}
