// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionListener;
import jakarta.mail.event.TransportListener;
import java.lang.reflect.Modifier;
import java.util.Properties;

/**
 * Any transport, traced. Everything is left to the transport itself, its state and its listeners
 * too: an event's source is the transport that was wrapped.
 */
final class TracingTransport extends Transport {
  final Transport delegate;
  private final TransportTracer tracer;

  /** The delegate lets one thread send at a time, as SMTPTransport does. */
  private final boolean oneAtATime;

  /** Only the constructor of the superclass wants a session; nothing is asked of this one. */
  private static final class Unused {
    static final Session SESSION = Session.getInstance(new Properties());
  }

  /** Declared so that {@link MailTelemetry} loads where there is no Jakarta Mail. */
  static Transport around(Transport transport, MailTelemetry telemetry) {
    return transport instanceof TracingTransport
        ? transport
        : new TracingTransport(transport, telemetry);
  }

  private TracingTransport(Transport delegate, MailTelemetry telemetry) {
    super(Unused.SESSION, null);
    this.delegate = delegate;
    this.tracer = new TransportTracer(delegate, telemetry, SessionInstrumentation.isOurs(delegate));
    this.oneAtATime =
        Failsafe.get("look at a transport", false, () -> isSynchronized(delegate.getClass()));
  }

  private static boolean isSynchronized(Class<?> type) throws NoSuchMethodException {
    return Modifier.isSynchronized(
        type.getMethod("sendMessage", Message.class, Address[].class).getModifiers());
  }

  @Override
  public void sendMessage(Message message, Address[] addresses) throws MessagingException {
    if (!oneAtATime) {
      tracer.sendMessage(message, addresses, delegate::sendMessage);
      return;
    }
    // The lock it takes anyway, held until its last reply is read: that is the next message's soon.
    synchronized (delegate) {
      tracer.sendMessage(message, addresses, delegate::sendMessage);
    }
  }

  @Override
  public void connect() throws MessagingException {
    tracer.connect(delegate::connect);
  }

  @Override
  public void connect(String host, String user, String password) throws MessagingException {
    tracer.connect(() -> delegate.connect(host, user, password));
  }

  @Override
  public void connect(String user, String password) throws MessagingException {
    tracer.connect(() -> delegate.connect(user, password));
  }

  // The superclass holds its lock here and in the next two; the delegate has its own.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public void connect(String host, int port, String user, String password)
      throws MessagingException {
    tracer.connect(() -> delegate.connect(host, port, user, password));
  }

  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public boolean isConnected() {
    return delegate.isConnected();
  }

  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public void close() throws MessagingException {
    delegate.close();
  }

  @Override
  public URLName getURLName() {
    return delegate.getURLName();
  }

  @Override
  public void addConnectionListener(ConnectionListener listener) {
    delegate.addConnectionListener(listener);
  }

  @Override
  public void removeConnectionListener(ConnectionListener listener) {
    delegate.removeConnectionListener(listener);
  }

  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public void addTransportListener(TransportListener listener) {
    delegate.addTransportListener(listener);
  }

  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public void removeTransportListener(TransportListener listener) {
    delegate.removeTransportListener(listener);
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
