// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** An SMTP transport that does a little before it sends. */
public final class OwnSmtpTransport extends SMTPTransport {
  /** As the session makes it. */
  public OwnSmtpTransport(Session session, URLName url) {
    super(session, url);
  }

  @Override
  public synchronized void sendMessage(Message message, Address[] addresses)
      throws MessagingException {
    message.setHeader("X-Own", "yes");
    super.sendMessage(message, addresses);
  }
}
