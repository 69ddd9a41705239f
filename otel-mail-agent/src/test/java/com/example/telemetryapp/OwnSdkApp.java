// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.telemetryapp;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/**
 * Sends mail in a span of its own.
 *
 * <p>Arguments: SMTP port, endpoint of its collector, how often.
 */
public final class OwnSdkApp {
  /** Sends the mails. */
  public static void main(String[] args) throws Exception {
    try (OpenTelemetrySdk sdk = OwnSdk.to(args[1], true)) {
      Tracer tracer = sdk.getTracer("own");
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        Span span = tracer.spanBuilder("request").startSpan();
        try (Scope scope = span.makeCurrent()) {
          Transport.send(message(session(args[0])));
          System.out.println("current is kept: " + (Span.current() == span));
        } finally {
          span.end();
        }
      }
    }
  }

  static Session session(String port) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", port);
    properties.setProperty("mail.smtp.localhost", "client.example");
    return Session.getInstance(properties);
  }

  static Message message(Session session) throws Exception {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress("shop@sender.example"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("jo@own.example"));
    message.setSubject("Hello");
    message.setText("Hello\n");
    return message;
  }

  private OwnSdkApp() {}
}
