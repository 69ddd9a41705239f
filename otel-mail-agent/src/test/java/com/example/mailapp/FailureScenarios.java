// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Map;

/** Sends that are refused in part or as a whole, get no answer, or find no server. */
final class FailureScenarios {
  /** Milliseconds after which a silent server is given up. */
  private static final String SOON = "250";

  static void addTo(Map<String, MailApp.Scenario> all) {
    all.put("partial", m -> twoRecipients(m, m.session("mail.smtp.sendpartial", "true")));
    all.put("invalid", m -> twoRecipients(m, m.session()));
    all.put("refused", FailureScenarios::send);
    all.put(
        "bdat-refused",
        m -> Transport.send(m.message(m.session("mail.smtp.chunksize", "200"), "jo")));
    all.put("reported", m -> twoRecipients(m, m.session("mail.smtp.reportsuccess", "true")));
    all.put("dropped", FailureScenarios::send);
    all.put("unanswered", FailureScenarios::sendImpatiently);
    all.put("auth-refused", FailureScenarios::connectWithPassword);
    all.put("closed", FailureScenarios::connect);
    all.put("closed-send", FailureScenarios::send);
    all.put("silent", m -> connect(m.session("mail.smtp.timeout", SOON)));
    all.put("silent-send", FailureScenarios::sendImpatiently);
  }

  private static void send(Mails mails) throws Exception {
    Transport.send(mails.message(mails.session(), "jo"));
  }

  private static void sendImpatiently(Mails mails) throws Exception {
    Transport.send(mails.message(mails.session("mail.smtp.timeout", SOON), "jo"));
  }

  private static void twoRecipients(Mails mails, Session session) throws Exception {
    Transport.send(mails.message(session, "jo", "gone"));
  }

  private static void connect(Mails mails) throws Exception {
    connect(mails.session());
  }

  private static void connect(Session session) throws Exception {
    Transport transport = session.getTransport("smtp");
    try {
      transport.connect();
    } finally {
      transport.close();
    }
  }

  private static void connectWithPassword(Mails mails) throws Exception {
    Transport transport = mails.session("mail.smtp.auth", "true").getTransport("smtp");
    try {
      transport.connect(Mails.HOST, mails.port, Mails.USER, Mails.PASSWORD);
    } finally {
      transport.close();
    }
  }

  private FailureScenarios() {}
}
