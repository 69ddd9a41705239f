// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryRecorder.events;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_NEXT_LOCAL_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_DOMAIN;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_SEND_OUTCOME;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENTS_ACCEPTED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENTS_REFUSED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENT_RESULT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_ENHANCED_STATUS_CODE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_STATUS_CODE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.otelmail.semconv.MailEventNames;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.Address;
import jakarta.mail.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The outcome of a send is that of the replies, by every way and with DATA as with BDAT. */
class SendOutcomeTest extends JakartaMailTest {
  private static final String[] PLAIN = {};
  private static final String[] CHUNKED = {"mail.smtp.chunksize", "100000"};

  static Stream<Arguments> ways() {
    List<Arguments> all = new ArrayList<>();
    for (Way way : Way.values()) {
      all.add(Arguments.of(way, "DATA"));
      all.add(Arguments.of(way, "BDAT"));
    }
    return all.stream();
  }

  private Throwable send(Way way, String command, String[] properties, String... recipients)
      throws Exception {
    server.extensions("8BITMIME\nCHUNKING");
    List<String> all = new ArrayList<>(List.of(command.equals("BDAT") ? CHUNKED : PLAIN));
    all.addAll(List.of(properties));
    Session session = session(all.toArray(new String[0]));
    session
        .getProperties()
        .put("mail.smtp.socketFactory", new ImpatientSocketFactory(server::isSilent));
    Address[] to = to(recipients);
    return catchThrowable(
        () -> way.send(telemetry, session, MailFixture.message(session, recipients), to));
  }

  private static String end(String command) {
    return command.equals("DATA") ? "." : "BDAT LAST";
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isSent(Way way, String command) throws Exception {
    assertThat(send(way, command, PLAIN, "jo@example.com", "al@example.org")).isNull();

    SpanData span = sendSpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("sent");
    assertThat(span.getAttributes().get(ERROR_TYPE)).isNull();
    assertThat(span.getAttributes().get(SMTP_RESPONSE_STATUS_CODE)).isEqualTo(250);
    assertThat(span.getAttributes().get(SMTP_RESPONSE_ENHANCED_STATUS_CODE)).isEqualTo("2.0.0");
    assertThat(span.getAttributes().get(EMAIL_NEXT_LOCAL_ID)).isEqualTo("4F2A3B1C2D");
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_ACCEPTED)).isEqualTo(2);
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_REFUSED)).isZero();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_readsRepliesOfSeveralLines(Way way, String command) throws Exception {
    server.on(end(command), "250-2.0.0 Thank you\n250-for this\n250 2.0.0 Ok: queued as ABC123DEF");

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNull();

    assertThat(sendSpan().getAttributes().get(EMAIL_NEXT_LOCAL_ID)).isEqualTo("ABC123DEF");
    assertThat(sendSpan().getAttributes().get(SMTP_RESPONSE_TEXT))
        .isEqualTo("250-2.0.0 Thank you 250-for this 250 2.0.0 Ok: queued as ABC123DEF");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isRefusedWhenTheMessageIs(Way way, String command) throws Exception {
    server.on(end(command), "554 5.7.1 <jo@example.com>: no spam from jo, please");

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNotNull();

    SpanData span = sendSpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).doesNotContain("jo");
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("5.7.1");
    assertThat(span.getAttributes().get(SMTP_RESPONSE_STATUS_CODE)).isEqualTo(554);
    assertThat(span.getAttributes().get(SMTP_RESPONSE_TEXT))
        .isEqualTo("554 5.7.1 <*@example.com>: no spam from *, please");
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_ACCEPTED)).isZero();
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_REFUSED)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isRefusedWhenTheSenderIs(Way way, String command) throws Exception {
    server.on("MAIL", "451 later");

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNotNull();

    assertThat(sendSpan().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
    assertThat(sendSpan().getAttributes().get(ERROR_TYPE)).isEqualTo("451");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isRefusedWhenARecipientIsAndNothingWasSent(Way way, String command)
      throws Exception {
    server.on("RCPT TO:<bad", "550 5.1.1 <bad@example.com>: no such user");

    // The last reply the transport read is the 250 for the second one.
    assertThat(send(way, command, PLAIN, "bad@example.com", "jo@example.org")).isNotNull();

    SpanData span = sendSpan();
    assertThat(server.messages()).isEmpty();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("5.1.1");
    assertThat(span.getAttributes().get(SMTP_RESPONSE_STATUS_CODE)).isEqualTo(550);
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_ACCEPTED)).isZero();
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_REFUSED)).isEqualTo(1);
    assertThat(events(span, MailEventNames.RECIPIENT, EMAIL_RECIPIENT_DOMAIN))
        .containsExactly("example.com");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isPartialThoughAnExceptionIsThrown(Way way, String command) throws Exception {
    server.on("RCPT TO:<bad", "550 5.1.1 <bad@example.com>: no such user");
    server.on("RCPT TO:<late", "450 4.7.1 <late@example.net>: greylisted");

    Throwable error =
        send(
            way,
            command,
            new String[] {"mail.smtp.sendpartial", "true"},
            "bad@example.com",
            "jo@example.org",
            "late@example.net");

    SpanData span = sendSpan();
    assertThat(error).isNotNull();
    assertThat(server.messages()).hasSize(1);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("partial");
    assertThat(span.getAttributes().get(ERROR_TYPE)).isNull();
    assertThat(span.getAttributes().get(SMTP_RESPONSE_STATUS_CODE)).isEqualTo(250);
    assertThat(span.getAttributes().get(EMAIL_NEXT_LOCAL_ID)).isEqualTo("4F2A3B1C2D");
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_ACCEPTED)).isEqualTo(1);
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_REFUSED)).isEqualTo(2);
    assertThat(events(span, MailEventNames.RECIPIENT, SMTP_RESPONSE_STATUS_CODE))
        .containsExactly(550L, 450L);
    assertThat(events(span, MailEventNames.RECIPIENT, SMTP_RECIPIENT_RESULT))
        .containsExactly("refused", "refused");
    assertThat(events(span, MailEventNames.RECIPIENT, EMAIL_RECIPIENT_ADDRESS))
        .containsExactly(null, null);
    assertThat(events(span, MailEventNames.RECIPIENT, SMTP_RESPONSE_TEXT))
        .containsExactly(
            "550 5.1.1 <*@example.com>: no such user", "450 4.7.1 <*@example.net>: greylisted");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isSentThoughSuccessIsReportedAsAnException(Way way, String command)
      throws Exception {
    Throwable error =
        send(way, command, new String[] {"mail.smtp.reportsuccess", "true"}, "jo@example.com");

    assertThat(error).isNotNull();
    assertThat(sendSpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(sendSpan().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("sent");
    assertThat(sendSpan().getAttributes().get(SMTP_RECIPIENTS_ACCEPTED)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isUnknownWhenTheConnectionDropsAfterTheEnd(Way way, String command)
      throws Exception {
    server.on(end(command), ScriptedSmtpServer.DROP);

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNotNull();

    SpanData span = sendSpan();
    assertThat(server.messages()).hasSize(1);
    assertThat(span.getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("unknown");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).contains("may have taken it");
    // Closed in order or not, as the two ends happen to meet.
    assertThat(span.getAttributes().get(ERROR_TYPE)).isIn("connection_closed", "connection_reset");
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_ACCEPTED)).isNull();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isUnknownWhenTheFinalReplyDoesNotCome(Way way, String command) throws Exception {
    server.on(end(command), ScriptedSmtpServer.SILENCE);

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNotNull();

    assertThat(sendSpan().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("unknown");
    assertThat(sendSpan().getAttributes().get(ERROR_TYPE)).isEqualTo("timed_out");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isRefusedWhenTheConnectionDropsBeforeTheMessage(Way way, String command)
      throws Exception {
    server.on("RCPT", ScriptedSmtpServer.DROP);

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNotNull();

    assertThat(sendSpan().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void outcome_isRefusedWhenAnEarlierReplyDoesNotCome(Way way, String command) throws Exception {
    server.on("MAIL", ScriptedSmtpServer.SILENCE);

    assertThat(send(way, command, PLAIN, "jo@example.com")).isNotNull();

    assertThat(sendSpan().getAttributes().get(EMAIL_SEND_OUTCOME)).isEqualTo("refused");
    assertThat(sendSpan().getAttributes().get(ERROR_TYPE)).isEqualTo("timed_out");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void recipientEvents_areBounded(Way way) throws Exception {
    server.on("RCPT TO:<bad", "550 5.1.1 no such user");
    String[] many = new String[60];
    for (int i = 0; i < many.length; i++) {
      many[i] = "bad" + i + "@example.com";
    }

    assertThat(send(way, "DATA", PLAIN, many)).isNotNull();

    SpanData span = sendSpan();
    assertThat(events(span, MailEventNames.RECIPIENT, SMTP_RESPONSE_STATUS_CODE)).hasSize(20);
    assertThat(span.getAttributes().get(SMTP_RECIPIENTS_REFUSED)).isEqualTo(60);
  }
}
