// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mailapp;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;

/** A transport that leaves the work to another one. */
final class DecoratingTransport extends Transport {
  private final Transport delegate;

  DecoratingTransport(Session session, Transport delegate) {
    super(session, delegate.getURLName());
    this.delegate = delegate;
  }

  @Override
  public synchronized void connect(String host, int port, String user, String password)
      throws MessagingException {
    delegate.connect(host, port, user, password);
  }

  @Override
  public void connect() throws MessagingException {
    delegate.connect();
  }

  @Override
  public void sendMessage(Message message, Address[] addresses) throws MessagingException {
    delegate.sendMessage(message, addresses);
  }

  @Override
  public synchronized void close() throws MessagingException {
    delegate.close();
  }
}
