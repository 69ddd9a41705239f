// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** Sessions and messages of the tests. */
final class MailFixture {
  static Session session(ScriptedSmtpServer server, String... properties) {
    Properties all = new Properties();
    all.setProperty("mail.smtp.host", server.host());
    all.setProperty("mail.smtp.port", Integer.toString(server.port()));
    all.setProperty("mail.smtp.localhost", "client.example");
    all.setProperty("mail.smtp.timeout", "20000");
    for (int i = 0; i < properties.length; i += 2) {
      all.setProperty(properties[i], properties[i + 1]);
    }
    return Session.getInstance(all);
  }

  static MimeMessage message(Session session, String... recipients) {
    return fill(new MimeMessage(session), recipients);
  }

  static MimeMessage fill(MimeMessage message, String... recipients) {
    try {
      message.setFrom(new InternetAddress("Shop <shop@sender.example>"));
      String[] to = recipients.length == 0 ? new String[] {"jo@example.com"} : recipients;
      for (String recipient : to) {
        message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
      }
      message.setSubject("Your code");
      message.setText("Hello,\n.\n..dots\nbye\n", "us-ascii");
      return message;
    } catch (MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private MailFixture() {}
}
