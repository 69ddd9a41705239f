// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Mail that is sent while other mail is: by listeners, and in the middle of a send. */
final class CallbackScenarios {
  static void addTo(Map<String, MailApp.Scenario> all) {
    all.put("listeners", CallbackScenarios::listeners);
    all.put("nested", CallbackScenarios::nested);
  }

  private static void listeners(Mails mails) throws Exception {
    Session session = mails.session();
    Transport transport = session.getTransport("smtp");
    CountDownLatch told = new CountDownLatch(3);
    transport.addConnectionListener(
        new ConnectionAdapter() {
          @Override
          public void opened(ConnectionEvent event) {
            send(mails, "jo@opened", told);
          }
        });
    transport.addTransportListener(
        new TransportAdapter() {
          @Override
          public void messageDelivered(TransportEvent event) {
            send(mails, "jo@delivered", told);
          }
        });
    transport.connect();
    try {
      for (String name : new String[] {"jo@one", "jo@two"}) {
        Message message = mails.message(session, name);
        transport.sendMessage(message, message.getAllRecipients());
      }
      if (!told.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the listeners were not told");
      }
    } finally {
      transport.close();
    }
  }

  private static void send(Mails mails, String local, CountDownLatch told) {
    try {
      Transport.send(mails.message(mails.session(), local));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    } finally {
      told.countDown();
    }
  }

  private static void nested(Mails mails) throws Exception {
    Session session = mails.session();
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          public void writeTo(OutputStream out, String[] ignored)
              throws IOException, MessagingException {
            Transport.send(mails.message(mails.session(), "jo@inner"));
            super.writeTo(out, ignored);
          }
        };
    Transport.send(mails.fill(message, "jo@outer"));
  }

  private CallbackScenarios() {}
}
