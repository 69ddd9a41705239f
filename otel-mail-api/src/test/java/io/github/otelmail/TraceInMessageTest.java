// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_DEADLINE;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_MESSAGE_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_STREAM;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_TRACE_INJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of the trace stands in the mail, by every way a message goes out. */
class TraceInMessageTest extends JakartaMailTest {
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
  private final Session session = session();

  private String wire() {
    assertThat(server.messages()).isNotEmpty();
    return server.messages().get(server.messages().size() - 1);
  }

  private String header(String name) {
    for (String line : wire().split("\r\n", -1)) {
      if (line.regionMatches(true, 0, name + ": ", 0, name.length() + 2)) {
        return line.substring(name.length() + 2);
      }
    }
    return null;
  }

  private static String traceparent(SpanData span) {
    return "00-"
        + span.getTraceId()
        + "-"
        + span.getSpanId()
        + "-"
        + span.getSpanContext().getTraceFlags().asHex();
  }

  private TraceToken token() {
    String id = header("Message-ID");
    TraceToken token = TraceToken.parse(id);
    assertThat(token).as(id).isNotNull();
    return token;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void header_isThatOfTheSendSpan(Way way) throws Exception {
    way.send(telemetry, session, MailFixture.message(session), to("jo@example.com"));

    assertThat(header("traceparent")).isEqualTo(traceparent(sendSpan()));
    assertThat(header("tracestate")).isNull();
    assertThat(sendSpan().getAttributes().get(EMAIL_TRACE_INJECTED)).isTrue();
    assertThat(sendSpan().getAttributes().get(EMAIL_MESSAGE_ID))
        .isEqualTo(header("Message-ID").replaceAll("[<>]", ""));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void baggage_neverLeaves(Way way) throws Exception {
    Context context = Context.current().with(Baggage.builder().put("user", "secret-value").build());
    try (Scope scope = context.makeCurrent()) {
      way.send(telemetry, session, MailFixture.message(session), to("jo@example.com"));
    }

    assertThat(wire()).doesNotContain("secret-value").doesNotContainIgnoringCase("baggage");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void tracestate_travelsToo(Way way) throws Exception {
    try (Scope scope = remoteParent("vendor=1").makeCurrent()) {
      way.send(telemetry, session, MailFixture.message(session), to("jo@example.com"));
    }

    assertThat(header("tracestate")).isEqualTo("vendor=1");
  }

  private static Context remoteParent(String tracestate) {
    String[] entry = tracestate.split("=", 2);
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            TraceFlags.getSampled(),
            TraceState.builder().put(entry[0], entry[1]).build());
    return Context.current().with(Span.wrap(parent));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void staleHeaders_areReplaced(Way way) throws Exception {
    MimeMessage message = MailFixture.message(session);
    message.setHeader("traceparent", "00-11111111111111111111111111111111-1111111111111111-01");
    message.setHeader("tracestate", "old=1");

    way.send(telemetry, session, message, to("jo@example.com"));

    assertThat(header("traceparent")).isEqualTo(traceparent(sendSpan()));
    assertThat(wire()).containsOnlyOnce("traceparent: ").doesNotContain("tracestate");
  }

  @Test
  void header_followsEverySend() throws Exception {
    MimeMessage message = MailFixture.message(session);
    try (Transport transport = connected(session)) {
      transport.sendMessage(message, message.getAllRecipients());
      String first = header("traceparent");
      String firstId = header("Message-ID");
      transport.sendMessage(message, message.getAllRecipients());

      assertThat(header("traceparent")).isNotEqualTo(first);
      assertThat(header("Message-ID")).isEqualTo(firstId);
      assertThat(wire()).containsOnlyOnce("traceparent: ");
    }
  }

  @Test
  void token_isInTheIdThatSendMakes() throws Exception {
    MimeMessage message = MailFixture.message(session);

    telemetry.send(message);

    assertThat(token().traceId()).isEqualTo(sendSpan().getTraceId());
    assertThat(token().spanId()).isEqualTo(sendSpan().getSpanId());
    assertThat(token().sampled()).isTrue();
    assertThat(token().signed()).isFalse();
    assertThat(message.getMessageID()).isEqualTo(header("Message-ID"));
  }

  @Test
  void token_isInTheIdOfAMessageThatComesUnsaved() throws Exception {
    for (Transport transport :
        new Transport[] {connected(session), telemetry.wrap(session().getTransport("smtp"))}) {
      if (!transport.isConnected()) {
        transport.connect();
      }
      MimeMessage message = MailFixture.message(session);
      transport.sendMessage(message, message.getAllRecipients());
      transport.close();

      assertThat(header("traceparent")).contains(token().spanId());
    }
  }

  @Test
  void token_keepsTheDomainOfTheIdItReplaces() throws Exception {
    Session named = session("mail.from", "shop@sender.example");

    telemetry.send(MailFixture.message(named));

    assertThat(token().domain()).isEqualTo("sender.example");
  }

  @Test
  void token_survivesTheConversionToEightBits() throws Exception {
    Session converting = session("mail.smtp.allow8bitmime", "true");
    try (Transport transport = connected(converting)) {
      MimeMessage message = MailFixture.message(converting);
      message.setText("gr\u00fc\u00dfe", "iso-8859-1");
      message.setHeader("Content-Transfer-Encoding", "quoted-printable");
      transport.sendMessage(message, message.getAllRecipients());
      assertThat(wire()).contains("Content-Transfer-Encoding: 8bit");
      assertThat(header("traceparent")).contains(token().spanId());
    }

    MimeMessage second = MailFixture.message(converting);
    second.setText("gr\u00fc\u00dfe", "iso-8859-1");
    telemetry.send(second);
    assertThat(header("traceparent")).contains(token().spanId());
  }

  @Test
  void newMessage_carriesTheTokenByEveryWay() throws Exception {
    for (Way way : Way.values()) {
      Span request = recorder.tracer().spanBuilder("POST /login").startSpan();
      MimeMessage message = MailFixture.fill(telemetry.newMessage(session));
      try (Scope scope = request.makeCurrent()) {
        way.send(telemetry, session, message, to("jo@example.com"));
      }
      request.end();
      assertThat(token().traceId()).as(way.name()).isEqualTo(request.getSpanContext().getTraceId());
    }
  }

  @Test
  void newMessage_keepsItsIdWhenTheTransportSavesItAgain() throws Exception {
    Session converting = session("mail.smtp.allow8bitmime", "true");
    Span request = recorder.tracer().spanBuilder("POST /login").startSpan();
    MimeMessage message = MailFixture.fill(telemetry.newMessage(converting));
    message.setText("gr\u00fc\u00dfe", "iso-8859-1");
    try (Scope scope = request.makeCurrent()) {
      message.saveChanges();
    }
    String id = message.getMessageID();
    try (Transport transport = connected(converting)) {
      transport.sendMessage(message, message.getAllRecipients());
    }
    request.end();

    assertThat(header("Message-ID")).isEqualTo(id);
    assertThat(wire()).contains("Content-Transfer-Encoding: 8bit");
  }

  @Test
  void newMessage_hasAnOrdinaryIdWithoutATrace() throws Exception {
    MimeMessage message = MailFixture.fill(telemetry.newMessage(session));

    message.saveChanges();

    assertThat(TraceToken.parse(message.getMessageID())).isNull();
    assertThat(message.getMessageID()).matches("<-?\\d+\\.\\d+\\.\\d+@.+>");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void idOfTheApplication_isNeverChanged(Way way) throws Exception {
    MimeMessage message =
        MailFixture.fill(
            new MimeMessage(session) {
              @Override
              protected void updateMessageID() throws jakarta.mail.MessagingException {
                setHeader("Message-ID", "<order-4711@shop.example>");
              }
            });

    way.send(telemetry, session, message, to("jo@example.com"));

    assertThat(header("Message-ID")).isEqualTo("<order-4711@shop.example>");
    assertThat(header("traceparent")).isEqualTo(traceparent(sendSpan()));
  }

  @Test
  void idThatSomebodyMayHaveRead_isNeverChanged() throws Exception {
    MimeMessage message = MailFixture.message(session);
    message.saveChanges();
    String id = message.getMessageID();
    try (Transport transport = connected(session)) {
      transport.sendMessage(message, message.getAllRecipients());
    }

    assertThat(header("Message-ID")).isEqualTo(id);
  }

  @Test
  void parsedMessage_keepsItsBytes() throws Exception {
    String[] texts = {
      "From: a@b.example\r\nSubject: x\r\nX-Odd:   kept\r\n\r\nbody\r\n",
      "From: a@b.example\r\nMessage-ID: <1@b.example>\r\nMIME-Version: 1.0\r\n\r\nbody\r\n"
    };
    for (String text : texts) {
      MimeMessage message =
          new MimeMessage(
              session, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
      try (Transport transport = connected(session)) {
        transport.sendMessage(message, to("jo@example.com"));
      }
      assertThat(wire().replaceAll("traceparent: .*\r\n", "")).isEqualTo(text);
      assertThat(header("traceparent")).isNotNull();
    }
  }

  @Test
  void signedMessage_keepsItsId() throws Exception {
    MimeMessage message = MailFixture.message(session);
    message.setHeader("DKIM-Signature", "v=1; a=rsa-sha256; h=From:To:Subject:Message-ID; b=x");

    telemetry.send(message);

    assertThat(TraceToken.parse(header("Message-ID"))).isNull();
    assertThat(header("traceparent")).isEqualTo(traceparent(sendSpan()));
  }

  @Test
  void signatureOverTheTrace_keepsTheHeaders() throws Exception {
    MimeMessage message = MailFixture.message(session);
    message.setHeader("DKIM-Signature", "v=1; h=From : TraceParent; b=x");

    telemetry.send(message);

    assertThat(header("traceparent")).isNull();
    assertThat(sendSpan().getAttributes().get(EMAIL_TRACE_INJECTED)).isFalse();
  }

  @Test
  void readOnlyMessage_isSentAsItIs() throws Exception {
    MimeMessage message =
        new MimeMessage(
            session,
            new ByteArrayInputStream(
                "From: a@b.example\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII))) {
          @Override
          public void setHeader(String name, String value) throws jakarta.mail.MessagingException {
            throw new IllegalWriteException("read-only");
          }
        };
    try (Transport transport = connected(session)) {
      transport.sendMessage(message, to("jo@example.com"));
    }

    assertThat(wire()).isEqualTo("From: a@b.example\r\n\r\nbody\r\n");
    assertThat(sendSpan().getAttributes().get(EMAIL_TRACE_INJECTED)).isFalse();
  }

  @Test
  void streamAndDeadline_areInTheTokenAndOnTheSpan() throws Exception {
    MailTelemetry choices =
        MailTelemetry.builder(recorder.openTelemetry()).stream("other")
            .streamHeader("X-Mail-Stream")
            .deadline(Duration.ofHours(1))
            .deadline("otp", Duration.ofSeconds(60))
            .signingKey(KEY)
            .build();
    MimeMessage message = MailFixture.message(session);
    message.setHeader("X-Mail-Stream", "otp");

    choices.send(message);

    assertThat(token().stream()).isEqualTo("otp");
    assertThat(token().deadlineSeconds()).isEqualTo(60);
    assertThat(token().verify(KEY)).isTrue();
    assertThat(header("X-Mail-Stream")).isEqualTo("otp");
    assertThat(sendSpan().getAttributes().get(EMAIL_STREAM)).isEqualTo("otp");
    assertThat(sendSpan().getAttributes().get(EMAIL_DEADLINE)).isEqualTo(60);

    choices.send(MailFixture.message(session));
    assertThat(token().stream()).isEqualTo("other");
    assertThat(token().deadlineSeconds()).isEqualTo(3600);

    MimeMessage odd = MailFixture.message(session);
    odd.setHeader("X-Mail-Stream", "Not A Stream");
    choices.send(odd);
    assertThat(token().stream()).isEqualTo("other");
  }

  @Test
  void switches_leaveTheMessageAlone() throws Exception {
    MailTelemetry off =
        MailTelemetry.builder(recorder.openTelemetry()).token(false).header(false).build();

    off.send(MailFixture.message(session));

    assertThat(TraceToken.parse(header("Message-ID"))).isNull();
    assertThat(header("traceparent")).isNull();
    assertThat(sendSpan().getAttributes().get(EMAIL_TRACE_INJECTED)).isFalse();
  }

  @Test
  void unsampledTrace_travelsAsSuch() throws Exception {
    TelemetryRecorder unsampled = new TelemetryRecorder(Sampler.alwaysOff());

    MailTelemetry.create(unsampled.openTelemetry()).send(MailFixture.message(session));

    assertThat(unsampled.spans()).isEmpty();
    assertThat(token().sampled()).isFalse();
    assertThat(header("traceparent")).matches("00-.*-0[02]");
  }

  @Test
  void noTrace_leavesTheMessageAlone() throws Exception {
    MailTelemetry.create(OpenTelemetry.noop()).send(MailFixture.message(session));

    assertThat(header("Message-ID")).matches("<-?\\d+\\.\\d+\\.\\d+@.+>");
    assertThat(header("traceparent")).isNull();
  }
}
