// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** Sessions and messages of one scenario, whose recipients are in its own domain. */
final class Mails {
  static final String HOST = "localhost";
  static final String USER = "jo";
  static final String PASSWORD = "secret";

  final String name;
  final int port;

  Mails(String name, int port) {
    this.name = name;
    this.port = port;
  }

  /** Sends to the scenario's server; names and values of further properties follow each other. */
  Session session(String... more) {
    return Session.getInstance(properties(more));
  }

  /** The same, and knows the password. */
  Session sessionWithPassword(String... more) {
    return Session.getInstance(
        properties(more),
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(USER, PASSWORD);
          }
        });
  }

  private Properties properties(String... more) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", HOST);
    properties.setProperty("mail.smtp.port", Integer.toString(port));
    properties.setProperty("mail.smtp.localhost", "client.example");
    properties.setProperty("mail.smtp.connectiontimeout", "20000");
    properties.setProperty("mail.smtp.timeout", "20000");
    properties.setProperty("mail.from", "shop@sender.example");
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    return properties;
  }

  /** The address in the scenario's domain, or in the domain below it that follows the {@code @}. */
  Address address(String local) throws MessagingException {
    String start = local.contains("@") ? local + "." : local + "@";
    return new InternetAddress(start + name + ".example");
  }

  Address[] addresses(String... locals) throws MessagingException {
    Address[] addresses = new Address[locals.length];
    for (int i = 0; i < locals.length; i++) {
      addresses[i] = address(locals[i]);
    }
    return addresses;
  }

  MimeMessage message(Session session, String... locals) throws MessagingException {
    return fill(new MimeMessage(session), locals);
  }

  MimeMessage fill(MimeMessage message, String... locals) throws MessagingException {
    message.setFrom(new InternetAddress("shop@sender.example"));
    message.setRecipients(Message.RecipientType.TO, addresses(locals));
    message.setSubject("Hello");
    message.setHeader("Date", "Sun, 22 Nov 2026 00:00:00 +0000");
    message.setText("Hello\n.\nand good bye\n");
    return message;
  }

  /** Connects, sends the message as it is, and closes. */
  static void sendMessage(Transport transport, Message message) throws MessagingException {
    transport.connect();
    try {
      transport.sendMessage(message, message.getAllRecipients());
    } finally {
      transport.close();
    }
  }
}
