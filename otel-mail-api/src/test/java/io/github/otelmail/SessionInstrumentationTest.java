// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryRecorder.events;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.SERVER_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.SERVER_PORT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_CONNECTION_REUSED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_DURATION;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_NAME;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_STATUS_CODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.ServerSocket;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SessionInstrumentationTest extends JakartaMailTest {

  /** The class that the session would have used, whichever implementation is on the class path. */
  private static Class<?> plainTransport() throws NoSuchProviderException {
    return Session.getInstance(new Properties()).getTransport("smtp").getClass();
  }

  @Test
  void transport_isASubclassOfTheOneTheSessionWouldHaveGiven() throws Exception {
    Session session = telemetry.instrument(session());

    for (Transport transport :
        new Transport[] {
          session.getTransport(),
          session.getTransport("smtp"),
          session.getTransport("smtps"),
          session.getTransport(new InternetAddress("jo@example.com")),
          session.getTransport(new URLName("smtp://mail.example.com")),
          session.getTransport(session.getProvider("smtp"))
        }) {
      assertThat(transport).isInstanceOf(plainTransport());
      assertThat(transport.getClass().getName())
          .startsWith("io.github.otelmail.")
          .endsWith(".SMTPTransport");
    }
  }

  @Test
  void transportOfSmtps_beginsWithTls() throws Exception {
    Session session =
        telemetry.instrument(
            session(
                "mail.smtps.host", server.host(),
                "mail.smtps.port", Integer.toString(server.port())));

    assertThat(catchThrowable(() -> session.getTransport("smtps").connect())).isNotNull();

    SpanData span = recorder.span(MailSpanNames.CONNECT);
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("secure_connection_error");
    assertThat(span.getAttributes().get(SERVER_PORT)).isEqualTo(server.port());
  }

  @Test
  void instrument_twiceGivesOneSpanPerMessage() throws Exception {
    Session session = telemetry.instrument(telemetry.instrument(session()));

    Transport.send(MailFixture.message(session));

    assertThat(recorder.spans())
        .extracting(SpanData::getName)
        .containsExactly(MailSpanNames.CONNECT, MailSpanNames.SEND);
  }

  @Test
  void instrument_countsTheLastTelemetry() throws Exception {
    Session session =
        MailTelemetry.create(io.opentelemetry.api.OpenTelemetry.noop()).instrument(session());
    telemetry.instrument(session);

    Transport.send(MailFixture.message(session));

    assertThat(recorder.spans()).hasSize(2);
  }

  @Test
  void instrument_leavesOtherSessionsWithTheSamePropertiesAlone() throws Exception {
    Session instrumented = telemetry.instrument(session());
    Session other = Session.getInstance(instrumented.getProperties());

    assertThat(other.getTransport("smtp").getClass()).isEqualTo(plainTransport());
    Transport.send(MailFixture.message(other));

    assertThat(recorder.spans()).isEmpty();
    assertThat(server.messages()).hasSize(1);
  }

  @Test
  void instrument_leavesAnUnknownTransportAlone() throws Exception {
    Session session = session();
    session.setProvider(
        new Provider(
            Provider.Type.TRANSPORT, "smtp", ForeignTransport.class.getName(), "tests", "1"));

    telemetry.instrument(session);

    assertThat(session.getTransport("smtp")).isExactlyInstanceOf(ForeignTransport.class);
  }

  /** Of no known implementation. */
  public static final class ForeignTransport extends Transport {
    /** As sessions want it. */
    public ForeignTransport(Session session, URLName url) {
      super(session, url);
    }

    @Override
    public void sendMessage(Message message, Address[] addresses) {}
  }

  @Test
  void connect_isASpanWithPhases() throws Exception {
    Session session = session("mail.smtp.auth", "true");
    server.extensions("AUTH PLAIN");
    telemetry.instrument(session);
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("jo", "secret");
    }

    SpanData span = recorder.span(MailSpanNames.CONNECT);
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().get(SERVER_ADDRESS)).isEqualTo(server.host());
    assertThat(span.getAttributes().get(SERVER_PORT)).isEqualTo(server.port());
    assertThat(events(span, MailEventNames.PHASE, SMTP_PHASE_NAME))
        .containsExactly("connect", "ehlo", "auth");
    assertThat(events(span, MailEventNames.PHASE, SMTP_PHASE_DURATION))
        .allMatch(seconds -> seconds > 0 && seconds < 60);
    assertThat(span.toString()).doesNotContain("secret");
  }

  @Test
  void connect_tellsTheReplyThatRefusedTheLogin() throws Exception {
    Session session = telemetry.instrument(session("mail.smtp.auth", "true"));
    server.extensions("AUTH PLAIN").on("AUTH", "535 5.7.8 bad credentials for jo@example.com");

    Transport transport = session.getTransport("smtp");
    Throwable error = catchThrowable(() -> transport.connect("jo", "secret"));

    SpanData span = recorder.span(MailSpanNames.CONNECT);
    assertThat(error).isInstanceOf(jakarta.mail.AuthenticationFailedException.class);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).doesNotContain("jo@");
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("5.7.8");
    assertThat(span.getAttributes().get(SMTP_RESPONSE_STATUS_CODE)).isEqualTo(535);
  }

  @Test
  void connect_tellsABadGreeting() throws Exception {
    server.on("GREETING", "554 5.3.2 go away");
    Session session = telemetry.instrument(session());

    Transport transport = session.getTransport("smtp");
    assertThat(catchThrowable(transport::connect)).isNotNull();

    SpanData span = recorder.span(MailSpanNames.CONNECT);
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("5.3.2");
    assertThat(events(span, MailEventNames.PHASE, SMTP_PHASE_NAME)).containsExactly("connect");
  }

  @Test
  void connect_tellsAConnectionClosedWithoutAGreeting() throws Exception {
    server.on("GREETING", ScriptedSmtpServer.DROP);
    Session session = telemetry.instrument(session());

    Transport transport = session.getTransport("smtp");
    assertThat(catchThrowable(transport::connect)).isNotNull();
    assertThat(catchThrowable(() -> telemetry.send(MailFixture.message(session)))).isNotNull();

    assertThat(recorder.span(MailSpanNames.CONNECT).getAttributes().get(ERROR_TYPE))
        .isEqualTo("connection_closed");
    assertThat(recorder.span(MailSpanNames.SEND).getAttributes().get(ERROR_TYPE))
        .isEqualTo("connection_closed");
  }

  @Test
  void connect_tellsARefusedConnection() throws Exception {
    int port;
    try (ServerSocket unused = new ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    Session session = telemetry.instrument(session("mail.smtp.port", Integer.toString(port)));

    assertThat(catchThrowable(() -> Transport.send(MailFixture.message(session)))).isNotNull();

    SpanData span = recorder.span(MailSpanNames.CONNECT);
    assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("connection_refused");
    assertThat(span.getAttributes().get(SERVER_PORT)).isEqualTo(port);
  }

  @Test
  void connect_tellsAHostThatIsNone() throws Exception {
    Session session = telemetry.instrument(session("mail.smtp.host", "mail.invalid"));

    assertThat(catchThrowable(() -> Transport.send(MailFixture.message(session)))).isNotNull();

    assertThat(recorder.span(MailSpanNames.CONNECT).getAttributes().get(ERROR_TYPE))
        .isEqualTo("host_not_found");
  }

  @Test
  void sendMessage_tellsAReusedConnection() throws Exception {
    Session session = session();
    try (Transport transport = connected(session)) {
      for (int i = 0; i < 2; i++) {
        MimeMessage message = MailFixture.message(session);
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
        assertThat(transport.isConnected()).isTrue();
      }
    }

    assertThat(recorder.spans())
        .extracting(span -> span.getAttributes().get(SMTP_CONNECTION_REUSED))
        .containsExactly(null, false, true);
  }

  @Test
  void sendMessage_hasPhases() throws Exception {
    Session session = session();
    try (Transport transport = connected(session)) {
      MimeMessage message = MailFixture.message(session);
      transport.sendMessage(message, message.getAllRecipients());
    }

    assertThat(events(sendSpan(), MailEventNames.PHASE, SMTP_PHASE_NAME))
        .containsExactly("mail", "rcpt", "data", "body", "reply");
  }

  @Test
  void sendMessage_isTheChildOfTheCurrentSpan() throws Exception {
    Session session = telemetry.instrument(session());
    Span request = recorder.tracer().spanBuilder("POST /login").startSpan();
    try (Scope scope = request.makeCurrent()) {
      Transport.send(MailFixture.message(session));
    }
    request.end();

    assertThat(sendSpan().getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
    assertThat(recorder.span(MailSpanNames.CONNECT).getParentSpanId())
        .isEqualTo(request.getSpanContext().getSpanId());
  }

  @Test
  void wrap_aroundATracedTransportGivesOneSpan() throws Exception {
    Session session = telemetry.instrument(session());
    try (Transport transport = telemetry.wrap(session.getTransport("smtp"))) {
      transport.connect();
      MimeMessage message = MailFixture.message(session);
      transport.sendMessage(message, message.getAllRecipients());
    }

    assertThat(recorder.spans())
        .extracting(SpanData::getName)
        .containsExactly(MailSpanNames.CONNECT, MailSpanNames.SEND);
    assertThat(events(sendSpan(), MailEventNames.PHASE, SMTP_PHASE_NAME))
        .containsExactly("mail", "rcpt", "data", "body", "reply");
  }

  @Test
  void send_overAnInstrumentedSessionGivesOneSpan() throws Exception {
    Session session = telemetry.instrument(session());

    telemetry.send(MailFixture.message(session));

    assertThat(recorder.spans()).extracting(SpanData::getName).containsExactly(MailSpanNames.SEND);
  }
}
