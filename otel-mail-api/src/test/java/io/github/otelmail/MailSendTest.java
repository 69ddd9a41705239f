// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryRecorder.events;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_DEADLINE;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_FROM_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_MESSAGE_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_NEXT_LOCAL_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_COUNT;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_DOMAINS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_SEND_OUTCOME;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_STREAM;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_SUBJECT;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_TO_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_TRACE_INJECTED;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.NETWORK_PROTOCOL_NAME;
import static io.github.otelmail.semconv.MailAttributes.SERVER_PORT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_NAME;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENT_RESULT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_STATUS_CODE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailMetrics;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.MailValues;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailSendTest {
  @RegisterExtension final TelemetryRecorder recorder = new TelemetryRecorder();
  private final MailTelemetry telemetry = MailTelemetry.create(recorder.openTelemetry());

  private SpanData span() {
    return recorder.span(MailSpanNames.SEND);
  }

  private MailSend start() {
    return telemetry
        .newSend()
        .recipients(Arrays.asList("jo@example.com", "al@example.org"))
        .start();
  }

  @Test
  void start_describesTheMessage() {
    telemetry
        .newSend()
        .server("api.example.com", 443)
        .protocol("http")
        .from("shop@sender.example")
        .recipients(Arrays.asList("jo@example.com", "al@Example.com"))
        .subject("Your code")
        .stream("otp")
        .deadline(Duration.ofMinutes(1))
        .start()
        .end();

    SpanData span = span();
    assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(span.getAttributes().get(NETWORK_PROTOCOL_NAME)).isEqualTo("http");
    assertThat(span.getAttributes().get(SERVER_PORT)).isEqualTo(443);
    assertThat(span.getAttributes().get(EMAIL_RECIPIENT_COUNT)).isEqualTo(2);
    assertThat(span.getAttributes().get(EMAIL_RECIPIENT_DOMAINS)).containsExactly("example.com");
    assertThat(span.getAttributes().get(EMAIL_STREAM)).isEqualTo("otp");
    assertThat(span.getAttributes().get(EMAIL_DEADLINE)).isEqualTo(60);
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("sent");
    assertThat(span.getAttributes().get(EMAIL_SUBJECT)).isNull();
    assertThat(span.getAttributes().get(EMAIL_FROM_ADDRESS)).isNull();
  }

  @Test
  void start_showsWhatItIsToldTo() {
    MailTelemetry open =
        MailTelemetry.builder(recorder.openTelemetry())
            .addressPolicy(AddressPolicy.FULL)
            .subject(true)
            .build();

    open.newSend()
        .from("shop@sender.example")
        .recipients(Arrays.asList("jo@example.com"))
        .subject("Your code")
        .start()
        .recipientRefused("jo@example.com", 550, "550 5.1.1 no jo here")
        .end();

    assertThat(span().getAttributes().get(EMAIL_SUBJECT)).isEqualTo("Your code");
    assertThat(span().getAttributes().get(EMAIL_FROM_ADDRESS))
        .containsExactly("shop@sender.example");
    assertThat(span().getAttributes().get(EMAIL_TO_ADDRESS)).containsExactly("jo@example.com");
    assertThat(events(span(), MailEventNames.RECIPIENT, EMAIL_RECIPIENT_ADDRESS))
        .containsExactly("jo@example.com");
    assertThat(events(span(), MailEventNames.RECIPIENT, SMTP_RESPONSE_TEXT))
        .containsExactly("550 5.1.1 no jo here");
  }

  @Test
  void start_showsNothingWhenToldSo() {
    MailTelemetry closed =
        MailTelemetry.builder(recorder.openTelemetry()).addressPolicy(AddressPolicy.NONE).build();

    closed
        .newSend()
        .from("shop@sender.example")
        .recipients(Arrays.asList("jo@example.com"))
        .start()
        .recipientRefused("jo@example.com", 550, "550 5.1.1 <jo@example.com> no jo here")
        .end();

    assertThat(span().toString()).doesNotContain("jo").doesNotContain("example.com");
  }

  @Test
  void headers_carryTheTrace() {
    Map<String, String> headers = new HashMap<>();

    MailSend send = telemetry.newSend().headers(headers::put).start();
    send.end();

    assertThat(headers).containsOnlyKeys("traceparent");
    assertThat(headers.get("traceparent")).contains(span().getTraceId(), span().getSpanId());
  }

  @Test
  void newMessageId_carriesTheTrace() {
    MailSend send = telemetry.newSend().stream("otp").start();
    String id = send.newMessageId("example.com");
    send.messageId(id).end();

    assertThat(TraceToken.parse(id).spanId()).isEqualTo(span().getSpanId());
    assertThat(TraceToken.parse(id).stream()).isEqualTo("otp");
    assertThat(span().getAttributes().get(EMAIL_MESSAGE_ID))
        .isEqualTo(id.substring(1, id.length() - 1));
    assertThat(send.newMessageId("no domain")).isNull();
  }

  @Test
  void end_onAnotherThreadEndsTheSpan() throws Exception {
    MailSend send = start();
    Thread worker =
        new Thread(() -> send.phase("data").reply(250, "250 2.0.0 Ok: queued as A1B2C3").end());
    worker.start();
    worker.join();

    assertThat(span().getAttributes().get(EMAIL_NEXT_LOCAL_ID)).isEqualTo("A1B2C3");
    assertThat(events(span(), MailEventNames.PHASE, SMTP_PHASE_NAME)).containsExactly("data");
  }

  @Test
  void end_twiceIsOnce() {
    MailSend send = start();
    send.end();
    send.end(new IllegalStateException());
    send.phase("data").reply(550, "550 no").recipients(0, 1).localId("late").messageId("<late>");
    send.end();

    assertThat(span().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("sent");
    assertThat(span().getEvents()).isEmpty();
    assertThat(sum(MailMetrics.CLIENT_SENT_MESSAGES)).isEqualTo(1);
  }

  @Test
  void neverEnded_leavesNothing() {
    start().phase("data");

    assertThat(recorder.spans()).isEmpty();
    assertThat(recorder.metrics()).isEmpty();
  }

  @Test
  void outcome_isThatOfTheReply() {
    assertOutcome(start(), send -> send.reply(250, "250 ok").end(), "sent", null);
    assertOutcome(
        start(),
        send -> send.reply(250, "250 ok").end(new IllegalStateException("after it")),
        "sent",
        null);
    assertOutcome(start(), send -> send.reply(421, "421 4.3.2 bye").end(), "refused", "4.3.2");
    assertOutcome(start(), send -> send.recipients(1, 1).end(), "partial", null);
    assertOutcome(start(), send -> send.recipients(0, 2).end(), "refused", "_OTHER");
    assertOutcome(start(), send -> send.end(new SocketTimeoutException()), "refused", "timed_out");
    assertOutcome(
        start(),
        send -> send.phase(MailValues.PHASE_REPLY).end(new SocketTimeoutException()),
        "unknown",
        "timed_out");
    assertOutcome(
        start(),
        send -> send.end(new IllegalArgumentException("jo@example.com")),
        "refused",
        "java.lang.IllegalArgumentException");
    assertThat(recorder.spans().toString()).doesNotContain("jo@");
  }

  private void assertOutcome(
      MailSend send, java.util.function.Consumer<MailSend> end, String outcome, String errorType) {
    int before = recorder.spans().size();
    end.accept(send);
    SpanData span = recorder.spans().get(before);
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo(outcome);
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo(errorType);
    assertThat(span.getStatus().getStatusCode())
        .isEqualTo(errorType == null ? StatusCode.UNSET : StatusCode.ERROR);
  }

  @Test
  void parent_isTheCurrentSpanOrTheGivenOne() {
    Span request = recorder.tracer().spanBuilder("POST /login").startSpan();
    try (Scope scope = request.makeCurrent()) {
      start().end();
    }
    telemetry.newSend().parent(io.opentelemetry.context.Context.root().with(request)).start().end();
    request.end();

    assertThat(recorder.spans().subList(0, 2))
        .allMatch(s -> s.getParentSpanId().equals(request.getSpanContext().getSpanId()));
  }

  @Test
  void context_isTheParentOfTheClientsOwnSpans() {
    MailSend send = start();
    Span inner = recorder.tracer().spanBuilder("POST").setParent(send.context()).startSpan();
    inner.end();
    send.end();

    assertThat(recorder.span("POST").getParentSpanId()).isEqualTo(span().getSpanId());
  }

  @Test
  void nulls_doNotThrow() {
    MailSend send = telemetry.newSend().recipients(Arrays.asList("jo@example.com", null)).start();

    send.server(null, 0).messageId(null).localId(null).phase(null).reply(250, null);
    send.recipientRefused(null, 550, null).end(null);

    assertThat(span().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("sent");
    assertThat(send.newMessageId(null)).isNull();
  }

  @Test
  void replyWithoutText_decidesAllTheSame() {
    telemetry.newSend().recipients(Arrays.asList("jo@example.com")).start().reply(550, null).end();

    assertThat(span().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
    assertThat(span().getAttributes().get(SMTP_RESPONSE_STATUS_CODE)).isEqualTo(550);
  }

  @Test
  void newMessageId_afterTheEnd_isNone() {
    MailSend send = start();
    send.end();
    assertThat(send.newMessageId("example.com")).isNull();
  }

  @Test
  void newMessageId_isToldOnTheSpan() {
    MailSend send = start();
    String id = send.newMessageId("example.com");
    send.end();

    assertThat("<" + span().getAttributes().get(EMAIL_MESSAGE_ID) + ">").isEqualTo(id);
    assertThat(span().getAttributes().get(EMAIL_TRACE_INJECTED)).isTrue();
  }

  @Test
  void phases_areBounded() {
    MailSend send = start();
    for (int i = 0; i < 1000; i++) {
      send.phase("data");
    }
    send.end();

    assertThat(span().getEvents()).hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void metrics_countMessagesAndRecipients() {
    start().server("mail.example.com", 25).recipients(2, 0).end();
    start().server("mail.example.com", 25).recipients(1, 1).end();
    start().reply(550, "550 5.1.1 no").recipients(0, 2).end();

    MetricData duration = recorder.metric(MailMetrics.CLIENT_OPERATION_DURATION);
    assertThat(duration.getUnit()).isEqualTo("s");
    assertThat(duration.getHistogramData().getPoints())
        .hasSize(2)
        .allMatch(
            point -> point.getBoundaries().equals(MailMetrics.CLIENT_OPERATION_DURATION_BUCKETS));
    assertThat(sum(MailMetrics.CLIENT_SENT_MESSAGES)).isEqualTo(3);
    assertThat(recorder.metric(MailMetrics.CLIENT_SENT_RECIPIENTS).getLongSumData().getPoints())
        .extracting(
            point -> point.getAttributes().get(SMTP_RECIPIENT_RESULT) + " " + point.getValue())
        .containsExactlyInAnyOrder("accepted 3", "refused 3");
  }

  private long sum(String name) {
    return recorder.metric(name).getLongSumData().getPoints().stream()
        .mapToLong(point -> point.getValue())
        .sum();
  }

  @Test
  void builder_refusesWhatCannotBe() {
    MailTelemetryBuilder builder = MailTelemetry.builder(recorder.openTelemetry());
    assertThatThrownBy(() -> builder.stream("Not A Stream"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Not A Stream");
    assertThatThrownBy(() -> builder.signingKey(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.deadline(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MailTelemetry.create(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("openTelemetry");
    assertThatThrownBy(() -> telemetry.newSend().stream("a b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorThatFailsItself_endsTheSpan() {
    start()
        .end(
            new IllegalStateException() {
              @Override
              public String getMessage() {
                throw new UnsupportedOperationException("no message");
              }
            });

    assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span().getAttributes().get(ERROR_TYPE)).startsWith(MailSendTest.class.getName());
    assertThat(span().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
  }

  @Test
  void longTexts_areCut() {
    String id = "i".repeat(3000);
    MailTelemetry.builder(recorder.openTelemetry())
        .addressPolicy(AddressPolicy.FULL)
        .subject(true)
        .build()
        .newSend()
        .recipients(Arrays.asList("jo@" + id, "al@" + id))
        .from("shop@" + id)
        .subject(id)
        .start()
        .messageId("<" + id + ">")
        .localId(id)
        .end();

    span()
        .getAttributes()
        .forEach(
            (key, value) ->
                assertThat(value.toString().length()).as(key.getKey()).isLessThan(2200));
    assertThat(span().getAttributes().get(EMAIL_MESSAGE_ID)).isEqualTo("i".repeat(1024));
    assertThat(span().getAttributes().get(EMAIL_SUBJECT)).isEqualTo("i".repeat(1024));
    assertThat(span().getAttributes().get(EMAIL_NEXT_LOCAL_ID)).isEqualTo("i".repeat(1024));
    assertThat(span().getAttributes().get(EMAIL_TO_ADDRESS)).allMatch(to -> to.length() == 1024);
  }
}
