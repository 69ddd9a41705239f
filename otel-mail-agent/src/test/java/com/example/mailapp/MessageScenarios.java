// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.IllegalWriteException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Messages in every state: never saved, sent twice, with an id of their own, signed, read-only. */
final class MessageScenarios {
  static void addTo(Map<String, MailApp.Scenario> all) {
    all.put("eightbit", MessageScenarios::convertedToEightBit);
    all.put("unsaved", m -> sendMessage(m, m.message(m.session(), "jo")));
    all.put("again", MessageScenarios::sentTwice);
    all.put("own-id", m -> Transport.send(m.fill(new OwnId(m.session()), "jo")));
    all.put("signed", MessageScenarios::signed);
    all.put("read-only", m -> sendMessage(m, new ReadOnly(m.session(), bytes(m))));
    all.put("parsed", m -> sendMessage(m, parsed(m)));
    all.put("relayed", MessageScenarios::relayed);
  }

  private static void sendMessage(Mails mails, MimeMessage message) throws Exception {
    Mails.sendMessage(mails.session().getTransport("smtp"), message);
  }

  private static void convertedToEightBit(Mails mails) throws Exception {
    MimeMessage message = mails.message(mails.session("mail.smtp.allow8bitmime", "true"), "jo");
    message.setText("Gr\u00fc\u00dfe\n", "utf-8");
    Transport.send(message);
  }

  private static void sentTwice(Mails mails) throws Exception {
    Session session = mails.session();
    MimeMessage message = mails.message(session, "jo");
    message.saveChanges();
    Transport transport = session.getTransport("smtp");
    transport.connect();
    try {
      transport.sendMessage(message, mails.addresses("first"));
      transport.sendMessage(message, mails.addresses("second"));
    } finally {
      transport.close();
    }
  }

  /** Its id and its signature are made before it is sent. */
  private static void signed(Mails mails) throws Exception {
    MimeMessage message = mails.message(mails.session(), "jo");
    message.saveChanges();
    message.setHeader("Message-ID", "<signed@sender.example>");
    message.setHeader(
        "DKIM-Signature", "v=1; a=rsa-sha256; d=sender.example; s=x; h=from:message-id; bh=x; b=x");
    sendMessage(mails, message);
  }

  private static byte[] bytes(Mails mails) throws Exception {
    MimeMessage message = mails.message(mails.session(), "jo");
    message.saveChanges();
    message.setHeader("Message-ID", "<stored@sender.example>");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    return bytes.toByteArray();
  }

  /** A message of others, with their trace. */
  private static void relayed(Mails mails) throws Exception {
    MimeMessage message = parsed(mails);
    message.setHeader("Message-ID", "<others@sender.example>");
    message.setHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    sendMessage(mails, message);
  }

  private static MimeMessage parsed(Mails mails) throws Exception {
    return new MimeMessage(mails.session(), new ByteArrayInputStream(bytes(mails)));
  }

  private static final class OwnId extends MimeMessage {
    OwnId(Session session) {
      super(session);
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<own@sender.example>");
    }
  }

  /** As messages in a store are. */
  private static final class ReadOnly extends MimeMessage {
    ReadOnly(Session session, byte[] bytes) throws MessagingException {
      super(session, new ByteArrayInputStream(bytes));
    }

    @Override
    public void setHeader(String name, String value) throws MessagingException {
      throw new IllegalWriteException("read-only");
    }

    @Override
    public void addHeader(String name, String value) throws MessagingException {
      throw new IllegalWriteException("read-only");
    }

    @Override
    public void removeHeader(String name) throws MessagingException {
      throw new IllegalWriteException("read-only");
    }
  }

  private MessageScenarios() {}
}
