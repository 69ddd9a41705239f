// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpFormatTest {
  private static byte[] json(int messages) {
    String empty = String.join(",", Collections.nCopies(messages, "{}"));
    return ("{\"resourceLogs\":[" + empty + "]}").getBytes(UTF_8);
  }

  /** The field {@code resource_logs} again and again, with a length of zero. */
  private static byte[] protobuf(int messages) {
    byte[] request = new byte[2 * messages];
    for (int i = 0; i < request.length; i += 2) {
      request[i] = 0x0A;
    }
    return request;
  }

  @Test
  void moreMessagesThanAnybodySends_areTooMuch() throws IOException {
    int max = OtlpBody.MAX_MESSAGES;
    assertThat(OtlpFormat.JSON.logs(json(max)).getResourceLogsCount()).isEqualTo(max);
    assertThat(OtlpFormat.PROTOBUF.logs(protobuf(max)).getResourceLogsCount()).isEqualTo(max);
    assertThatThrownBy(() -> OtlpFormat.JSON.logs(json(max + 1)))
        .isInstanceOf(OtlpBody.TooLargeException.class);
    assertThatThrownBy(() -> OtlpFormat.PROTOBUF.logs(protobuf(max + 1)))
        .isInstanceOf(OtlpBody.TooLargeException.class);
    assertThatThrownBy(() -> OtlpFormat.PROTOBUF.traces(protobuf(max + 1)))
        .isInstanceOf(OtlpBody.TooLargeException.class);
  }

  @Test
  void aLargeRequest_isReadAsAnyOther() throws IOException {
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(7)
            .setBody(AnyValue.newBuilder().setStringValue("x".repeat(3 * OtlpBody.MAX_MESSAGES)));
    ExportLogsServiceRequest request = OtlpLogLinesTest.request(record, record);
    assertThat(OtlpFormat.PROTOBUF.logs(request.toByteArray())).isEqualTo(request);
  }

  @Test
  void aLargeRequestThatIsNone_isAnError() {
    byte[] groups = new byte[3 * OtlpBody.MAX_MESSAGES];
    Arrays.fill(groups, (byte) 0x0C);
    assertThatThrownBy(() -> OtlpFormat.PROTOBUF.logs(groups))
        .isInstanceOf(InvalidProtocolBufferException.class);
    byte[] nested = new byte[3 * OtlpBody.MAX_MESSAGES];
    Arrays.fill(nested, (byte) 0x0A);
    assertThatThrownBy(() -> OtlpFormat.PROTOBUF.logs(nested))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  @Test
  void unknownFields_areNotKept() throws IOException {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    ResourceLogs logs = ResourceLogs.newBuilder().setUnknownFields(unknown).build();
    byte[] request =
        ExportLogsServiceRequest.newBuilder().addResourceLogs(logs).build().toByteArray();
    assertThat(OtlpFormat.PROTOBUF.logs(request).getResourceLogs(0))
        .isEqualTo(ResourceLogs.getDefaultInstance());
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-protobuf, PROTOBUF",
    "application/json, JSON",
    "Application/JSON; charset=utf-8, JSON",
    "application/jsonp,",
    "'',",
  })
  void aContentType_namesAFormatOrNone(String contentType, OtlpFormat expected) {
    assertThat(OtlpFormat.of(contentType)).isEqualTo(expected);
  }
}
