// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.AgentHandler;
import io.github.otelmail.agent.bootstrap.MailHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands each call to the recorder of the Jakarta Mail that it comes from. */
final class HookRouter implements AgentHandler {
  private final TelemetrySource telemetry;
  private final Subtypes subtypes;

  HookRouter(TelemetrySource telemetry, Subtypes subtypes) {
    this.telemetry = telemetry;
    this.subtypes = subtypes;
  }

  private @Nullable MailHandler running(Object object) {
    MailApi mail = MailApi.of(object);
    return mail == null ? null : telemetry.running(mail);
  }

  private @Nullable MailHandler starting(Object object, Object messageOrTransport) {
    MailApi mail = LibraryCalls.records(messageOrTransport) ? null : MailApi.of(object);
    return mail == null ? null : telemetry.starting(mail);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> send(
      Object message, Object @Nullable [] addresses) {
    MailHandler to = LibrarySessions.has(message) ? null : starting(message, message);
    return to == null ? null : to.send(message, addresses);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> sendMessage(
      Object transport, Object message, Object @Nullable [] addresses) {
    MailHandler to = starting(transport, message);
    return to == null ? null : to.sendMessage(transport, message, addresses);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> connect(Object service, Object session) {
    MailHandler to = MailApi.isTransport(service) ? starting(service, service) : null;
    return to == null ? null : to.connect(service, session);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> protocolConnect(
      Object transport, @Nullable String password) {
    MailHandler to = running(transport);
    return to == null ? null : to.protocolConnect(transport, password);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> openServer(
      Object transport, @Nullable String host, int port) {
    MailHandler to = running(transport);
    return to == null ? null : to.openServer(transport, host, port);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> ehlo(Object transport) {
    MailHandler to = running(transport);
    return to == null ? null : to.ehlo(transport);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> authenticate(Object transport) {
    MailHandler to = running(transport);
    return to == null ? null : to.authenticate(transport);
  }

  @Override
  public void phase(Object transport, String name) {
    MailHandler to = running(transport);
    if (to != null) {
      to.phase(transport, name);
    }
  }

  @Override
  public void body(Object transport) {
    MailHandler to = running(transport);
    if (to != null) {
      to.body(transport);
    }
  }

  @Override
  public void replied(Object transport) {
    MailHandler to = running(transport);
    if (to != null) {
      to.replied(transport);
    }
  }

  @Override
  public void messageIdMade(Object message) {
    MailHandler to = starting(message, message);
    if (to != null) {
      to.messageIdMade(message);
    }
  }

  @Override
  public void eventMade(Object event) {
    MailHandler to = running(event);
    if (to != null) {
      to.eventMade(event);
    }
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> dispatch(Object event) {
    MailHandler to = running(event);
    return to == null ? null : to.dispatch(event);
  }

  @Override
  public boolean recording(Object transport) {
    MailHandler to = running(transport);
    return to != null && to.recording(transport);
  }

  @Override
  public void transportMade(Object transport) {
    subtypes.made(transport);
  }

  @Override
  public void libraryBegins(Object messageOrTransport) {
    LibraryCalls.begins(messageOrTransport);
  }

  @Override
  public void librarySession(Object session) {
    LibrarySessions.add(session);
  }

  @Override
  public void libraryEnds(Object messageOrTransport) {
    LibraryCalls.ends(messageOrTransport);
  }
}
