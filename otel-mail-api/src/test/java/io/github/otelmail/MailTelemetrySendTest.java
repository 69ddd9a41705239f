// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.TelemetryRecorder.events;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailTelemetrySendTest {
  @RegisterExtension final TelemetryRecorder recorder = new TelemetryRecorder();
  private final ScriptedSmtpServer server = new ScriptedSmtpServer();
  private final Session session = MailFixture.session(server);
  private final MailTelemetry telemetry = MailTelemetry.create(recorder.openTelemetry());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void send_isOneSpanFromConnectToReply() throws Exception {
    MimeMessage message = MailFixture.message(session);

    telemetry.send(message);

    SpanData span = recorder.span(MailSpanNames.SEND);
    System.out.println(span);
    System.out.println(recorder.metrics());
    System.out.println(server.messages());
    assertThat(recorder.spans()).hasSize(1);
    assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(events(span, MailEventNames.PHASE, MailAttributes.SMTP_PHASE_NAME))
        .containsExactly("connect", "ehlo", "mail", "rcpt", "data", "body", "reply");
    assertThat(TraceToken.parse(message.getMessageID())).isNotNull();
  }

  @Test
  void instrument_tracesTransportSend() throws Exception {
    telemetry.instrument(session);

    Transport.send(MailFixture.message(session));

    assertThat(recorder.spans())
        .extracting(SpanData::getName)
        .containsExactly(MailSpanNames.CONNECT, MailSpanNames.SEND);
  }
}
