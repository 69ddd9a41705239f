// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ways to send mail, each under the name by which the tests ask for it. */
final class Scenarios {
  static Map<String, MailApp.Scenario> all() {
    Map<String, MailApp.Scenario> all = new LinkedHashMap<>();
    all.put("data", m -> Transport.send(m.message(m.session(), "jo")));
    all.put("addresses", m -> Transport.send(m.message(m.session(), "jo"), m.addresses("a", "b")));
    all.put("password", Scenarios::sendWithPassword);
    all.put("bdat", m -> Transport.send(m.message(m.session("mail.smtp.chunksize", "200"), "jo")));
    all.put("tls", Scenarios::startTls);
    all.put("tls-send", Scenarios::startTlsInSend);
    all.put("many", Scenarios::manyOverOneConnection);
    all.put("spring", Scenarios::asSpringDoes);
    all.put("subclass", m -> sendWith(m, OwnSmtpTransport.class.getName()));
    all.put("decorator", Scenarios::decorated);
    all.put("own", m -> sendWith(m, OwnTransport.class.getName()));
    all.put("types", Scenarios::severalAddressTypes);
    MessageScenarios.addTo(all);
    FailureScenarios.addTo(all);
    CallbackScenarios.addTo(all);
    return all;
  }

  /** The overloads with a password came with 1.5. */
  private static void sendWithPassword(Mails mails) throws Exception {
    Session session = mails.session("mail.smtp.auth", "true");
    Message message = mails.message(session, "jo");
    try {
      Transport.class
          .getMethod("send", Message.class, String.class, String.class)
          .invoke(null, message, Mails.USER, Mails.PASSWORD);
    } catch (NoSuchMethodException e) {
      Transport.send(mails.message(mails.sessionWithPassword("mail.smtp.auth", "true"), "jo"));
    }
  }

  private static void startTls(Mails mails) throws Exception {
    Session session = mails.session("mail.smtp.starttls.enable", "true", "mail.smtp.auth", "true");
    Message message = mails.message(session, "jo");
    Transport transport = session.getTransport("smtp");
    transport.connect(Mails.HOST, mails.port, Mails.USER, Mails.PASSWORD);
    try {
      transport.sendMessage(message, message.getAllRecipients());
    } finally {
      transport.close();
    }
  }

  private static void startTlsInSend(Mails mails) throws Exception {
    Session session =
        mails.sessionWithPassword("mail.smtp.starttls.enable", "true", "mail.smtp.auth", "true");
    Transport.send(mails.message(session, "jo"));
  }

  private static void manyOverOneConnection(Mails mails) throws Exception {
    Session session = mails.session();
    Transport transport = session.getTransport("smtp");
    transport.connect();
    try {
      for (int i = 1; i <= 3; i++) {
        Message message = mails.message(session, "jo" + i);
        message.saveChanges();
        if (!transport.isConnected()) {
          throw new IllegalStateException("the connection is lost");
        }
        transport.sendMessage(message, message.getAllRecipients());
      }
    } finally {
      transport.close();
    }
  }

  /** What JavaMailSenderImpl does: an id that was there before saving is put back. */
  private static void asSpringDoes(Mails mails) throws Exception {
    Session session = mails.session();
    Transport transport = session.getTransport("smtp");
    transport.connect(Mails.HOST, mails.port, null, null);
    try {
      for (String id : new String[] {null, "<kept@spring.example>"}) {
        MimeMessage message = mails.message(session, "jo");
        if (id != null) {
          message.setHeader("Message-ID", id);
        }
        String before = message.getMessageID();
        message.saveChanges();
        if (before != null) {
          message.setHeader("Message-ID", before);
        }
        transport.sendMessage(message, message.getAllRecipients());
      }
    } finally {
      transport.close();
    }
  }

  private static void sendWith(Mails mails, String className) throws Exception {
    Session session = mails.session();
    Provider provider = new Provider(Provider.Type.TRANSPORT, "smtp", className, "example", "1");
    session.setProvider(provider);
    Transport.send(mails.message(session, "jo"));
  }

  private static void decorated(Mails mails) throws Exception {
    Session session = mails.session();
    Mails.sendMessage(
        new DecoratingTransport(session, session.getTransport("smtp")),
        mails.message(session, "jo"));
  }

  /** One send, two transports. */
  private static void severalAddressTypes(Mails mails) throws Exception {
    Session session = mails.session();
    session.addProvider(
        new Provider(Provider.Type.TRANSPORT, "own", OwnTransport.class.getName(), "example", "1"));
    session.setProtocolForAddress("news", "own");
    MimeMessage message = mails.message(session, "jo");
    Transport.send(message, new Address[] {mails.address("jo"), new NewsAddress("local.test")});
  }

  private Scenarios() {}
}
