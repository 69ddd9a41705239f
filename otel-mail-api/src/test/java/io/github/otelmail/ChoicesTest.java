// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_STREAM;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_TRACE_INJECTED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_TIMEOUT_CONNECT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_TIMEOUT_READ;
import static io.github.otelmail.semconv.MailAttributes.SMTP_TIMEOUT_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relaying, streams by sender, and the timeouts of what got no answer. */
class ChoicesTest extends JakartaMailTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final String TOKEN =
      "<t1." + TRACE + "-00f067aa0ba902b7-01.mh8p0d1c@sender.example>";

  private SpanData sendAs(MailTelemetryBuilder builder, String... headers)
      throws MessagingException {
    Session session = session();
    builder.build().instrument(session);
    MimeMessage message = MailFixture.message(session);
    message.saveChanges();
    for (int i = 0; i < headers.length; i += 2) {
      message.setHeader(headers[i], headers[i + 1]);
    }
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      transport.sendMessage(message, to("jo@example.com"));
    }
    return sendSpan();
  }

  private MailTelemetryBuilder builder() {
    return MailTelemetry.builder(recorder.openTelemetry());
  }

  @Test
  void relay_linksTheTraceOfTheMessage_andLeavesItThere() throws Exception {
    SpanData span = sendAs(builder().relay(true), "traceparent", TRACEPARENT);

    assertThat(server.messages().get(0)).contains("traceparent: " + TRACEPARENT);
    assertThat(span.getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(context -> context.getTraceId() + context.getSpanId())
        .containsExactly(TRACE + "00f067aa0ba902b7");
    assertThat(span.getTraceId()).isNotEqualTo(TRACE);
    assertThat(span.getAttributes().get(EMAIL_TRACE_INJECTED)).isFalse();
  }

  @Test
  void relay_linksTheTokenOfTheMessage_andAddsNoHeader() throws Exception {
    SpanData span = sendAs(builder().relay(true), "Message-ID", TOKEN);

    assertThat(server.messages().get(0)).contains(TOKEN).doesNotContain("traceparent");
    assertThat(span.getLinks()).hasSize(1);
  }

  @Test
  void relay_ofMessageWithoutTrace_addsItsOwn() throws Exception {
    SpanData span = sendAs(builder().relay(true));

    assertThat(server.messages().get(0)).contains("traceparent: 00-" + span.getTraceId());
    assertThat(span.getLinks()).isEmpty();
  }

  @Test
  void formerTrace_isReplaced_unlessRelaying() throws Exception {
    SpanData span = sendAs(builder(), "traceparent", TRACEPARENT);

    assertThat(server.messages().get(0))
        .contains("traceparent: 00-" + span.getTraceId())
        .doesNotContain(TRACE);
  }

  @Test
  void streamBySender_knowsAddressBeforeDomain() throws Exception {
    SpanData span =
        sendAs(
            builder().stream("other")
                .streamBySender("sender.example", "news")
                .streamBySender("Shop@Sender.example", "otp"));

    assertThat(span.getAttributes().get(EMAIL_STREAM)).isEqualTo("otp");
  }

  @Test
  void streamBySender_isOverruledByTheMessage_andFallsBackToTheFixedOne() throws Exception {
    SpanData span =
        sendAs(
            builder().streamHeader("X-Mail-Stream").streamBySender("sender.example", "news"),
            "X-Mail-Stream",
            "invoice");

    assertThat(span.getAttributes().get(EMAIL_STREAM)).isEqualTo("invoice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "X-Mail-Stream:", "X Mail", "X-M\u00e4il"})
  void streamHeader_isTheNameOfAHeader(String name) {
    assertThatThrownBy(() -> builder().streamHeader(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining('"' + name + '"');
  }

  @Test
  void streamOfUnknownSender_isTheFixedOne() throws Exception {
    SpanData span = sendAs(builder().stream("all").streamBySender("other.example", "news"));

    assertThat(span.getAttributes().get(EMAIL_STREAM)).isEqualTo("all");
  }

  @Test
  void timeouts_areToldOfAConnectThatFails() throws Exception {
    // Nothing listens on the port of tcpmux.
    Session session = session("mail.smtp.connectiontimeout", "5000", "mail.smtp.port", "1");

    assertThatThrownBy(() -> connected(session)).isInstanceOf(MessagingException.class);

    Attributes attributes = recorder.span(MailSpanNames.CONNECT).getAttributes();
    assertThat(
            List.of(
                attributes.get(SMTP_TIMEOUT_CONNECT),
                attributes.get(SMTP_TIMEOUT_READ),
                attributes.get(SMTP_TIMEOUT_WRITE)))
        .containsExactly(5.0, 20.0, 0.0);
  }

  @Test
  void timeouts_areNotToldOfASendThatWasAnswered() throws Exception {
    server.on("MAIL", "550 5.7.1 no");

    assertThatThrownBy(() -> sendAs(builder())).isInstanceOf(MessagingException.class);

    assertThat(sendSpan().getAttributes().get(SMTP_TIMEOUT_READ)).isNull();
  }
}
