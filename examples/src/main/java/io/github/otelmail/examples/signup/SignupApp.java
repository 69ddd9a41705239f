// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.signup;

import io.github.otelmail.MailTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * A small application: every sign-up sends a mail. What otel-mail needs of it is a {@link
 * MailTelemetry}, and its {@code send} in place of {@code Transport.send}.
 */
public final class SignupApp {
  /** How long a login code is of any use. */
  private static final Duration CODE_DEADLINE = Duration.ofSeconds(2);

  /** Says what kind of mail a message is; stays in it. */
  private static final String STREAM_HEADER = "X-Mail-Stream";

  private final Tracer tracer;
  private final Session session;
  private final MailTelemetry mail;

  /**
   * @param host name of the mail server that takes the application's mail
   * @param port its port
   */
  public SignupApp(OpenTelemetry openTelemetry, String host, int port) {
    tracer = openTelemetry.getTracer("signup-app");
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", host);
    properties.setProperty("mail.smtp.port", String.valueOf(port));
    // Jakarta Mail waits for ever unless told otherwise.
    properties.setProperty("mail.smtp.connectiontimeout", "5000");
    properties.setProperty("mail.smtp.timeout", "10000");
    properties.setProperty("mail.smtp.writetimeout", "10000");
    session = Session.getInstance(properties);

    mail =
        MailTelemetry.builder(openTelemetry)
            .streamHeader(STREAM_HEADER)
            .deadline("otp", CODE_DEADLINE)
            .build();
  }

  /**
   * A sign-up that was served.
   *
   * @param what what the receiver does with the mail, for people
   * @param traceId of the request that sent the mail
   */
  public record Signup(String what, String traceId) {}

  /** Serves five sign-ups; their mails are with the mail server when this returns. */
  public List<Signup> run() {
    return List.of(
        signup("accepted at once", "anna@accept.test", "welcome"),
        signup("greylisted", "ben@grey.test", "welcome"),
        signup("throttled", "chris@throttle.test", "welcome"),
        signup("unknown recipient", "dora@unknown.test", "welcome"),
        signup("late login code", "emil@grey.test", "otp"));
  }

  /** Serves one request, as a web framework with OpenTelemetry would: in a span of its own. */
  private Signup signup(String what, String address, String stream) {
    Span request = tracer.spanBuilder("POST /signup").setSpanKind(SpanKind.SERVER).startSpan();
    try (Scope scope = request.makeCurrent()) {
      mail.send(message(address, stream));
    } catch (MessagingException e) {
      request.setStatus(StatusCode.ERROR, "the mail was not sent");
      request.recordException(e);
    } finally {
      request.end();
    }
    return new Signup(what, request.getSpanContext().getTraceId());
  }

  private Message message(String address, String stream) throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress("signup@accept.test"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(address));
    message.setHeader(STREAM_HEADER, stream);
    message.setSubject("Your sign-up");
    message.setText("Thank you for signing up.\n");
    return message;
  }
}
