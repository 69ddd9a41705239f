// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.MessagingException;
import java.util.Map;

/**
 * Runs scenarios one after the other and prints a line about the end of each.
 *
 * <p>Each argument is {@code scenario=port} and names the SMTP server on loopback to send to.
 */
public final class MailApp {
  /** Sends mail in one way. */
  interface Scenario {
    void run(Mails mails) throws Exception;
  }

  /** Runs the scenarios. */
  public static void main(String[] args) {
    Map<String, Scenario> scenarios = Scenarios.all();
    for (String arg : args) {
      String name = arg.substring(0, arg.indexOf('='));
      int port = Integer.parseInt(arg.substring(name.length() + 1));
      String end = "done";
      try {
        scenarios.get(name).run(new Mails(name, port));
      } catch (Throwable t) {
        end = describe(t).replace(Integer.toString(port), "PORT");
      }
      System.out.println("scenario " + name + ": " + end);
    }
    System.out.println("all done");
  }

  /** The exception and those that it holds, in one line. */
  private static String describe(Throwable error) {
    StringBuilder text = new StringBuilder();
    Throwable t = error;
    while (t != null) {
      text.append(text.length() == 0 ? "" : " <- ").append(t.getClass().getName());
      text.append('(')
          .append(String.valueOf(t.getMessage()).trim().replaceAll("\\s+", " "))
          .append(')');
      t =
          t instanceof MessagingException
              ? ((MessagingException) t).getNextException()
              : t.getCause();
    }
    return text.toString();
  }

  private MailApp() {}
}
