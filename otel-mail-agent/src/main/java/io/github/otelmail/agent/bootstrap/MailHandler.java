// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the calls in {@link MailHooks}. Parameters are of the types of Jakarta Mail,
 * which nothing here can name. What a method returns is told the end of the call, with what it
 * threw.
 */
public interface MailHandler {
  /** {@code Transport.send}; without addresses, to the message's own recipients. */
  @Nullable Consumer<@Nullable Throwable> send(Object message, Object @Nullable [] addresses);

  /** {@code Transport.sendMessage}. */
  @Nullable Consumer<@Nullable Throwable> sendMessage(
      Object transport, Object message, Object @Nullable [] addresses);

  /** {@code Service.connect}, of a store too. */
  @Nullable Consumer<@Nullable Throwable> connect(Object service, Object session);

  /**
   * {@code SMTPTransport.protocolConnect}. The password is null when there is no logging in, which
   * is all that is looked at: the user is never null, as the name of the JVM's owner takes its
   * place.
   */
  @Nullable Consumer<@Nullable Throwable> protocolConnect(
      Object transport, @Nullable String password);

  /** {@code SMTPTransport.openServer}; a null host is not known. */
  @Nullable Consumer<@Nullable Throwable> openServer(
      Object transport, @Nullable String host, int port);

  /** {@code SMTPTransport.ehlo} and {@code helo}. */
  @Nullable Consumer<@Nullable Throwable> ehlo(Object transport);

  /** {@code SMTPTransport.authenticate}. */
  @Nullable Consumer<@Nullable Throwable> authenticate(Object transport);

  /** Any other phase begins; it ends when the next begins. */
  void phase(Object transport, String name);

  /** The answer to DATA or the first BDAT was positive. */
  void body(Object transport);

  /** The final reply was positive. */
  void replied(Object transport);

  /** {@code MimeMessage.updateMessageID} made a Message-ID. */
  void messageIdMade(Object message);

  /** A {@code MailEvent} was made. */
  void eventMade(Object event);

  /** {@code TransportEvent.dispatch} and {@code ConnectionEvent.dispatch}. */
  @Nullable Consumer<@Nullable Throwable> dispatch(Object event);

  /** True when this thread is recording a call of the kinds above. */
  boolean recording(Object transport);
}
