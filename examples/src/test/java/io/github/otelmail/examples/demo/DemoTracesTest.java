// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.github.otelmail.bridge.report.Waterfall;
import io.github.otelmail.bridge.report.Waterfall.State;
import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.examples.signup.SignupApp;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DemoTracesTest {
  private final ReceivedSpan request = span(1, 0, "POST /signup", 0, 20, Map.of());
  private final ReceivedSpan send = span(2, 1, "send email", 1, 19, Map.of());
  private final ReceivedSpan receive = span(3, 2, "receive email", 5, 6, Map.of());
  private final ReceivedSpan refused =
      failed(span(4, 3, "attempt email delivery", 7, 9, Map.of("smtp.response.text", "451 no")));
  private final ReceivedSpan retry =
      span(5, 3, "wait for retry", 9, 90, Map.of("email.delivery.reason", "greylisted"));
  private final ReceivedSpan deliver =
      span(
          6,
          3,
          "deliver email",
          5,
          95,
          Map.of(
              "email.delivery.outcome", "delivered",
              "email.delivery.attempts", "2",
              "email.late", "true",
              "email.recipient.domain", "grey.test"));

  @Test
  void rows_areATree_withTheAnswerLast() {
    List<Waterfall.Row> rows =
        TraceRows.of(List.of(deliver, refused, retry, receive, send, request, retry));

    assertThat(rows)
        .containsExactly(
            new Waterfall.Row(0, "POST /signup", 0, 20_000, State.OK, ""),
            new Waterfall.Row(1, "send email", 1_000, 19_000, State.OK, ""),
            new Waterfall.Row(2, "receive email", 5_000, 6_000, State.OK, ""),
            new Waterfall.Row(3, "attempt email delivery", 7_000, 9_000, State.ERROR, "451 no"),
            new Waterfall.Row(3, "wait for retry", 9_000, 90_000, State.WAIT, "greylisted"),
            new Waterfall.Row(
                3, "deliver email", 5_000, 95_000, State.OK, "delivered LATE after 2 attempts"));
  }

  @Test
  void rows_spanWithoutItsParent_isARoot() {
    assertThat(TraceRows.of(List.of(receive)))
        .extracting(Waterfall.Row::depth, Waterfall.Row::name)
        .containsExactly(tuple(0, "receive email"));
  }

  @Test
  void answers_areCompleteOnceEveryEntryHasOne_andAreToldOnce() {
    StringWriter out = new StringWriter();
    FinalAnswers answers =
        new FinalAnswers(
            List.of(new SignupApp.Signup("greylisted", request.traceId())),
            new DemoScreen(new PrintWriter(out)));

    assertThat(answers.complete(List.of(request, send))).isFalse();
    assertThat(answers.complete(List.of(request, send, receive, refused))).isFalse();
    assertThat(out.toString()).isEmpty();
    assertThat(answers.complete(List.of(receive, refused, retry, deliver))).isTrue();
    assertThat(answers.complete(List.of(receive, refused, retry, deliver))).isTrue();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            "  1. grey.test      delivered  after  0.09 s, attempts: 2, LATE\n");

    ReceivedSpan notification = span(7, 2, "receive email", 10, 11, Map.of());
    assertThat(answers.complete(List.of(receive, deliver, notification))).isFalse();
  }

  private static ReceivedSpan span(
      int id, int parent, String name, long startMillis, long endMillis, Map<String, String> of) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(16, 1))
            .setSpanId(id(8, id))
            .setName(name)
            .setStartTimeUnixNano(startMillis * 1_000_000)
            .setEndTimeUnixNano(endMillis * 1_000_000);
    if (parent > 0) {
      span.setParentSpanId(id(8, parent));
    }
    of.forEach(
        (key, value) ->
            span.addAttributes(
                KeyValue.newBuilder()
                    .setKey(key)
                    .setValue(AnyValue.newBuilder().setStringValue(value))));
    return new ReceivedSpan(span.build(), Resource.getDefaultInstance(), 0);
  }

  private static ReceivedSpan failed(ReceivedSpan span) {
    Status error = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).build();
    return new ReceivedSpan(
        span.span().toBuilder().setStatus(error).build(), span.resource(), span.batch());
  }

  private static ByteString id(int bytes, int last) {
    byte[] id = new byte[bytes];
    id[bytes - 1] = (byte) last;
    return ByteString.copyFrom(id);
  }
}
