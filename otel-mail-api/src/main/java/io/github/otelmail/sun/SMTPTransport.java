// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.sun;

import io.github.otelmail.TransportTracer;
import io.github.otelmail.semconv.MailValues;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The transport of com.sun.mail, for {@code smtp} and {@code smtps}, with its phases told to a
 * {@link TransportTracer}. {@code MailTelemetry.instrument} registers it; a session makes it. The
 * name is that of its superclass: Apache James looks at it.
 */
public class SMTPTransport extends com.sun.mail.smtp.SMTPTransport {
  private final Session ownSession;
  private final TransportTracer tracer;

  /** As a session makes it. */
  public SMTPTransport(Session session, URLName urlname) {
    super(session, urlname, isSmtps(urlname) ? "smtps" : "smtp", isSmtps(urlname));
    ownSession = session;
    tracer = new TransportTracer(this, session);
  }

  private static boolean isSmtps(@Nullable URLName urlname) {
    return urlname != null && "smtps".equals(urlname.getProtocol());
  }

  @Override
  public synchronized void connect(String host, int port, String user, String password)
      throws MessagingException {
    tracer.connect(() -> super.connect(host, port, user, password));
  }

  @Override
  public synchronized void sendMessage(Message message, Address[] addresses)
      throws MessagingException {
    tracer.sendMessage(message, addresses, super::sendMessage);
  }

  @Override
  protected synchronized boolean protocolConnect(
      String host, int port, String user, String password) throws MessagingException {
    tracer.connecting(host == null ? "localhost" : host, effectivePort(port));
    try {
      return super.protocolConnect(host, port, user, password);
    } finally {
      tracer.connected(
          user != null
              && password != null
              && (supportsExtension("AUTH") || supportsExtension("AUTH=LOGIN")));
    }
  }

  /** The port as the superclass chooses it, or 0 when the property is no number. */
  private int effectivePort(int port) {
    if (port != -1) {
      return port;
    }
    String protocol = isSmtps(getURLName()) ? "smtps" : "smtp";
    String property = ownSession.getProperty("mail." + protocol + ".port");
    if (property == null) {
      boolean ssl =
          "true".equalsIgnoreCase(ownSession.getProperty("mail." + protocol + ".ssl.enable"));
      return ssl || protocol.equals("smtps") ? 465 : 25;
    }
    try {
      return Integer.parseInt(property);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  protected boolean ehlo(String domain) throws MessagingException {
    tracer.phase(MailValues.PHASE_EHLO);
    try {
      return super.ehlo(domain);
    } finally {
      tracer.phaseEnd();
    }
  }

  @Override
  protected void helo(String domain) throws MessagingException {
    tracer.phase(MailValues.PHASE_EHLO);
    try {
      super.helo(domain);
    } finally {
      tracer.phaseEnd();
    }
  }

  @Override
  protected void startTLS() throws MessagingException {
    tracer.phase(MailValues.PHASE_STARTTLS);
    super.startTLS();
  }

  @Override
  protected void mailFrom() throws MessagingException {
    tracer.phase(MailValues.PHASE_MAIL);
    super.mailFrom();
  }

  @Override
  protected void rcptTo() throws MessagingException {
    tracer.phase(MailValues.PHASE_RCPT);
    super.rcptTo();
  }

  @Override
  protected OutputStream data() throws MessagingException {
    tracer.phase(MailValues.PHASE_DATA);
    OutputStream stream = super.data();
    tracer.body();
    return stream;
  }

  @Override
  protected OutputStream bdat() throws MessagingException {
    OutputStream stream = super.bdat();
    tracer.body();
    return stream;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    tracer.phase(MailValues.PHASE_REPLY);
    super.finishData();
    tracer.replied();
  }

  @Override
  protected void finishBdat() throws IOException, MessagingException {
    tracer.phase(MailValues.PHASE_REPLY);
    super.finishBdat();
    tracer.replied();
  }
}
