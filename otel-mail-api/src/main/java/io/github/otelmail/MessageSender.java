// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.context.Scope;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Does what the static {@code Transport.send} does, step by step, so that the whole of it is in the
 * span and the reply can be read.
 */
final class MessageSender {
  private final MailTelemetry telemetry;
  private final @Nullable String user;
  private final @Nullable String password;

  MessageSender(MailTelemetry telemetry, @Nullable String user, @Nullable String password) {
    this.telemetry = telemetry;
    this.user = user;
    this.password = password;
  }

  /** Sends to the addresses, or to the message's own recipients when they are null. */
  void send(Message message, Address @Nullable [] addresses, boolean ownRecipients)
      throws MessagingException {
    SendActivity activity =
        new SendActivity(
            telemetry,
            message,
            ownRecipients
                ? Failsafe.getOrNull("read the recipients of a message", message::getAllRecipients)
                : addresses);
    Scope scope = activity.makeCurrent();
    Throwable error = null;
    try {
      long before = System.currentTimeMillis();
      message.saveChanges();
      activity.prepareSaved(before);
      deliver(activity, ownRecipients ? message.getAllRecipients() : addresses);
    } catch (Throwable t) {
      error = t;
      throw t;
    } finally {
      TracedCall.end(activity, scope, error);
    }
  }

  private void deliver(SendActivity activity, Address @Nullable [] addresses)
      throws MessagingException {
    if (addresses == null || addresses.length == 0) {
      throw new SendFailedException("No recipient addresses");
    }
    Message message = activity.message;
    if (MessageReader.severalTypes(addresses)) {
      // A transport for each type, their exceptions merged into one: left to Jakarta Mail.
      Transport.send(message, addresses, user, password);
      return;
    }
    Session session = message.getSession();
    if (session == null) {
      session = Session.getDefaultInstance(System.getProperties(), null);
    }
    Transport transport = SessionInstrumentation.open(session, addresses[0], telemetry);
    activity.connectsWith(
        transport instanceof TracingTransport
            ? ((TracingTransport) transport).delegate
            : transport);
    try {
      if (user != null) {
        transport.connect(user, password);
      } else {
        transport.connect();
      }
      transport.sendMessage(message, addresses);
    } finally {
      transport.close();
    }
  }
}
