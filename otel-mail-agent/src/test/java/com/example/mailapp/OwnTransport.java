// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A transport that speaks no SMTP, like those for the mail services of clouds. */
public final class OwnTransport extends Transport {
  /** As the session makes it. */
  public OwnTransport(Session session, URLName url) {
    super(session, url);
  }

  @Override
  protected boolean protocolConnect(String host, int port, String user, String password) {
    return true;
  }

  @Override
  public void sendMessage(Message message, Address[] addresses) throws MessagingException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      message.writeTo(bytes);
    } catch (IOException e) {
      throw new MessagingException("cannot write", e);
    }
    System.out.println(
        "own transport took a message with"
            + trace(new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1)));
  }

  private static String trace(String text) {
    return text.contains("\ntraceparent: ") ? " a trace" : "out a trace";
  }
}
