// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/** A message whose Message-ID carries the trace, wherever it is made. */
final class TokenMessage extends MimeMessage {
  private final MailTelemetry telemetry;
  private @Nullable String token;

  /** Declared so that {@link MailTelemetry} loads where there is no Jakarta Mail. */
  static MimeMessage create(Session session, MailTelemetry telemetry) {
    return new TokenMessage(session, telemetry);
  }

  private TokenMessage(Session session, MailTelemetry telemetry) {
    super(session);
    this.telemetry = telemetry;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    String own = token;
    SendActivity sending = Activity.sending(this);
    if (own != null && sending != null && sending.transmitting() && own.equals(getMessageID())) {
      // The transport changed the encoding and saves once more: it is the same message.
      return;
    }
    super.updateMessageID();
    token = null;
    Failsafe.run(
        "put the trace into a Message-ID", () -> token = MessageIds.writeToken(this, telemetry));
  }
}
