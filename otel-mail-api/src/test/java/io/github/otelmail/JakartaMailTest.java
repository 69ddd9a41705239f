// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the tests share that must pass with every implementation of Jakarta Mail. */
@Tag("jakarta-mail")
abstract class JakartaMailTest {
  @RegisterExtension final TelemetryRecorder recorder = new TelemetryRecorder();
  final ScriptedSmtpServer server = new ScriptedSmtpServer();
  final MailTelemetry telemetry = MailTelemetry.create(recorder.openTelemetry());

  @AfterEach
  final void closeServer() {
    server.close();
  }

  final Session session(String... properties) {
    return MailFixture.session(server, properties);
  }

  /** A transport of a session that is instrumented, connected. */
  final Transport connected(Session session) throws MessagingException {
    Transport transport = telemetry.instrument(session).getTransport("smtp");
    transport.connect();
    return transport;
  }

  final SpanData sendSpan() {
    return recorder.span(MailSpanNames.SEND);
  }

  static Address[] to(String... addresses) throws MessagingException {
    Address[] all = new Address[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      all[i] = new InternetAddress(addresses[i]);
    }
    return all;
  }
}
