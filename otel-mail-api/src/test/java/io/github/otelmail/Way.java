// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;

/** The ways a Jakarta Mail message goes out traced. */
enum Way {
  /** {@link MailTelemetry#send(Message, Address[])}. */
  SEND {
    @Override
    void send(MailTelemetry telemetry, Session session, Message message, Address... to)
        throws MessagingException {
      telemetry.send(message, to);
    }
  },
  /** {@link MailTelemetry#instrument(Session)}, and the static {@code Transport.send}. */
  INSTRUMENT {
    @Override
    void send(MailTelemetry telemetry, Session session, Message message, Address... to)
        throws MessagingException {
      telemetry.instrument(session);
      Transport.send(message, to);
    }
  },
  /** {@link MailTelemetry#instrument(Session)}, and a transport as Spring and Camel use it. */
  INSTRUMENT_AND_CONNECT {
    @Override
    void send(MailTelemetry telemetry, Session session, Message message, Address... to)
        throws MessagingException {
      try (Transport transport = telemetry.instrument(session).getTransport("smtp")) {
        deliver(transport, message, to);
      }
    }
  },
  /** {@link MailTelemetry#wrap(Transport)}. */
  WRAP {
    @Override
    void send(MailTelemetry telemetry, Session session, Message message, Address... to)
        throws MessagingException {
      try (Transport transport = telemetry.wrap(session.getTransport("smtp"))) {
        deliver(transport, message, to);
      }
    }
  };

  abstract void send(MailTelemetry telemetry, Session session, Message message, Address... to)
      throws MessagingException;

  private static void deliver(Transport transport, Message message, Address... to)
      throws MessagingException {
    message.saveChanges();
    transport.connect();
    transport.sendMessage(message, to);
  }
}
