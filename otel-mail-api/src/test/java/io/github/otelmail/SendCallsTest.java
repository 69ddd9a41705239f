// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

/** {@link MailTelemetry#send} in all its forms does what {@code Transport.send} does. */
class SendCallsTest extends JakartaMailTest {
  private final Session session = session();

  @Test
  void otherMessageSentMeanwhile_hasItsOwnSpan() throws Exception {
    MimeMessage inner = MailFixture.message(session);
    MimeMessage outer =
        MailFixture.fill(
            new MimeMessage(session) {
              @Override
              public void saveChanges() throws MessagingException {
                super.saveChanges();
                telemetry.send(inner);
              }
            });

    telemetry.send(outer);

    assertThat(recorder.spans()).hasSize(2);
    assertThat(recorder.spans().get(0).getParentSpanId())
        .isEqualTo(recorder.spans().get(1).getSpanId());
    assertThat(server.messages()).hasSize(2);
  }

  @Test
  void send_takesItsRecipientsAndCredentials() throws Exception {
    server.extensions("AUTH PLAIN");
    Address[] others = to("other@example.net");

    telemetry.send(MailFixture.message(session), others);
    telemetry.send(MailFixture.message(session), "jo", "secret");
    telemetry.send(MailFixture.message(session), others, "jo", "secret");

    assertThat(server.commands())
        .filteredOn(command -> command.startsWith("RCPT"))
        .containsExactly(
            "RCPT TO:<other@example.net>",
            "RCPT TO:<jo@example.com>",
            "RCPT TO:<other@example.net>");
    assertThat(server.commands()).filteredOn(command -> command.startsWith("AUTH")).hasSize(2);
    Message none = new MimeMessage(session);
    assertThat(catchThrowable(() -> telemetry.send(none))).hasMessage("No recipient addresses");
  }
}
