// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import io.github.otelmail.MailTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** An application that sends mail with the library, or without. */
final class MailClient implements AutoCloseable {
  private static final String TIMEOUT_MILLIS = "10000";

  private final OpenTelemetrySdk telemetry;

  /**
   * @param spans takes the application's spans
   */
  MailClient(SpanProcessor spans) {
    telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setResource(
                        Resource.create(
                            Attributes.of(AttributeKey.stringKey("service.name"), "app")))
                    .addSpanProcessor(spans)
                    .build())
            .build();
  }

  /** Sends a mail in a request's span; gives back the trace's id. */
  String send(LiveMail mail, int port) throws MessagingException {
    Span request =
        telemetry
            .getTracer("live")
            .spanBuilder("POST /signup")
            .setSpanKind(SpanKind.SERVER)
            .startSpan();
    try (Scope scope = request.makeCurrent()) {
      MailTelemetry.create(telemetry).send(message(mail, port));
    } finally {
      request.end();
    }
    return request.getSpanContext().getTraceId();
  }

  /** Sends a mail that carries no trace. */
  void sendUntraced(LiveMail mail, int port) throws MessagingException {
    Transport.send(message(mail, port));
  }

  /** Waits until all spans were exported. */
  void flush() {
    if (!telemetry.getSdkTracerProvider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess()) {
      throw new IllegalStateException("the application's spans did not arrive");
    }
  }

  private static MimeMessage message(LiveMail mail, int port) throws MessagingException {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", String.valueOf(port));
    properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
    MimeMessage message = new MimeMessage(Session.getInstance(properties));
    message.setFrom(new InternetAddress("app@accept.test"));
    for (String recipient : mail.recipients()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
    }
    message.setSubject(mail.name());
    message.setText("Thank you for signing up.\n");
    return message;
  }

  @Override
  public void close() {
    telemetry.close();
  }
}
