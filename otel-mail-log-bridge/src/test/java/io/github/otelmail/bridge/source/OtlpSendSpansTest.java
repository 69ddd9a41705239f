// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.otelmail.bridge.event.SendSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpSendSpansTest {
  private static final byte[] TRACE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  private static final byte[] SPAN = {0, 0, 0, 0, 0, 0, 0, 9};

  static Span.Builder send() {
    return with(
        with(
            Span.newBuilder()
                .setName("send email")
                .setTraceId(ByteString.copyFrom(TRACE))
                .setSpanId(ByteString.copyFrom(SPAN))
                .setStartTimeUnixNano(1_000_000_000L)
                .setEndTimeUnixNano(3_000_000_000L),
            "messaging.system",
            "smtp"),
        "messaging.operation.type",
        "send");
  }

  static Span.Builder with(Span.Builder span, String key, String value) {
    return span.addAttributes(
        KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)));
  }

  static byte[] request(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static List<SendSpan> read(Span.Builder... spans) throws IOException {
    return OtlpSendSpans.of(OtlpFormat.PROTOBUF.traces(request(spans)));
  }

  @Test
  void aSendSpan_isReadWithAllItTells() throws Exception {
    Span.Builder span = with(send(), "server.address", "relay.example.com");
    with(span, "email.next.local_id", "4F2A1");
    with(span, "email.message_id", "m@x");
    with(span, "email.stream", "otp");
    span.addAttributes(
        KeyValue.newBuilder()
            .setKey("email.deadline")
            .setValue(AnyValue.newBuilder().setIntValue(60)));
    assertThat(read(span))
        .containsExactly(
            new SendSpan(
                "0102030405060708090a0b0c0d0e0f10",
                "0000000000000009",
                1_000_000,
                3_000_000,
                "relay.example.com",
                "4F2A1",
                "m@x",
                "otp",
                60));
  }

  @Test
  void theMessageIdOfAnotherInstrumentation_losesItsBrackets() throws Exception {
    assertThat(read(with(send(), "messaging.message.id", "<m@x>")))
        .extracting(SendSpan::messageId, SendSpan::queueId, SendSpan::deadlineSeconds)
        .containsExactly(tuple("m@x", null, -1L));
  }

  @ParameterizedTest
  @CsvSource({
    "messaging.system, kafka",
    "messaging.operation.type, receive",
    "email.send.outcome, refused",
  })
  void aSpanOfAnotherKind_isPassedOver(String key, String value) throws Exception {
    Span.Builder span = with(Span.newBuilder().mergeFrom(send().build()), "email.message_id", "m");
    for (int i = 0; i < span.getAttributesCount(); i++) {
      if (span.getAttributes(i).getKey().equals(key)) {
        span.removeAttributes(i);
      }
    }
    assertThat(read(with(span, key, value))).isEmpty();
  }

  @Test
  void aSpanThatNamesNoMail_isPassedOver() throws Exception {
    assertThat(read(send())).isEmpty();
    assertThat(read(with(send(), "email.message_id", "m".repeat(999)))).isEmpty();
    assertThat(read(with(send().clearTraceId(), "email.message_id", "m"))).isEmpty();
    Span.Builder zero = send().setSpanId(ByteString.copyFrom(new byte[8]));
    assertThat(read(with(zero, "email.message_id", "m"))).isEmpty();
  }

  @Test
  void aBodyThatIsNone_isAnError() {
    assertThatThrownBy(() -> OtlpFormat.PROTOBUF.traces(new byte[] {1, 2, 3}))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  @Test
  void aQueueThatNobodyDrains_losesTheOldestAndCounts() throws Exception {
    SendSpan one = read(with(send(), "email.next.local_id", "1")).get(0);
    SendSpan two = read(with(send(), "email.next.local_id", "2")).get(0);
    SendSpanQueue queue = new SendSpanQueue(one.bytes());
    queue.add(one);
    queue.add(two);
    assertThat(queue.drain()).containsExactly(two);
    assertThat(queue.evicted()).isEqualTo(1);
    assertThat(queue.evicted()).isZero();
    assertThat(queue.drain()).isEmpty();
  }
}
