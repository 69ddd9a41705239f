// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.adapter;

import io.github.otelmail.MailTelemetry;
import io.github.otelmail.SendInterceptor;
import io.github.otelmail.agent.bootstrap.MailHandler;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.ConnectionEvent;
import jakarta.mail.event.MailEvent;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.MimeMessage;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands what woven code tells to otel-mail-api, with the types of Jakarta Mail. Made once for each
 * Jakarta Mail; relocated for javax.mail and for the names that OpenTelemetry has elsewhere.
 */
public final class MailRecorder implements MailHandler {
  private final SendInterceptor sends;

  /**
   * A recorder.
   *
   * @param openTelemetry what to record to; null for the global one
   * @param outside gives the current span as {@code traceparent} where the current context has
   *     none; may be null, and give null
   */
  public MailRecorder(
      @Nullable Object openTelemetry, @Nullable Supplier<@Nullable String> outside) {
    OpenTelemetry to =
        openTelemetry == null ? GlobalOpenTelemetry.get() : (OpenTelemetry) openTelemetry;
    sends =
        new SendInterceptor(
            AgentSettings.apply(MailTelemetry.builder(to))
                .currentContext(outside == null ? Context::current : () -> current(outside))
                .build());
  }

  private static Context current(Supplier<@Nullable String> outside) {
    Context current = Context.current();
    if (Span.fromContext(current).getSpanContext().isValid()) {
      return current;
    }
    String traceparent = outside.get();
    return traceparent == null
        ? current
        : W3CTraceContextPropagator.getInstance().extract(current, traceparent, Getter.INSTANCE);
  }

  private enum Getter implements TextMapGetter<String> {
    INSTANCE;

    // Abstract in older versions of the API.
    @SuppressWarnings("deprecation")
    @Override
    public Iterable<String> keys(String carrier) {
      return Collections.singletonList("traceparent");
    }

    @Override
    public @Nullable String get(@Nullable String carrier, String key) {
      return key.equals("traceparent") ? carrier : null;
    }
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> send(
      Object message, Object @Nullable [] addresses) {
    return sends.send((Message) message, (Address[]) addresses);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> sendMessage(
      Object transport, Object message, Object @Nullable [] addresses) {
    return sends.sendMessage((Transport) transport, (Message) message, (Address[]) addresses);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> connect(Object service, Object session) {
    return sends.connect((Transport) service, (Session) session);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> protocolConnect(
      Object transport, @Nullable String password) {
    Transport connecting = (Transport) transport;
    boolean authenticates = password != null;
    return error -> sends.connected(connecting, authenticates);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> openServer(
      Object transport, @Nullable String host, int port) {
    Transport connecting = (Transport) transport;
    sends.connecting(connecting, host, port);
    return error -> sends.phaseEnd(connecting);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> ehlo(Object transport) {
    Transport connecting = (Transport) transport;
    sends.phase(connecting, "ehlo");
    return error -> sends.ehloEnd(connecting);
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> authenticate(Object transport) {
    Transport connecting = (Transport) transport;
    sends.phase(connecting, "auth");
    return error -> sends.phaseEnd(connecting);
  }

  @Override
  public void phase(Object transport, String name) {
    sends.phase((Transport) transport, name);
  }

  @Override
  public void body(Object transport) {
    sends.body((Transport) transport);
  }

  @Override
  public void replied(Object transport) {
    sends.replied((Transport) transport);
  }

  @Override
  public void messageIdMade(Object message) {
    sends.messageIdMade((MimeMessage) message);
  }

  @Override
  public void eventMade(Object event) {
    if (event instanceof TransportEvent || event instanceof ConnectionEvent) {
      sends.eventMade((MailEvent) event);
    }
  }

  @Override
  public @Nullable Consumer<@Nullable Throwable> dispatch(Object event) {
    return sends.dispatch((MailEvent) event);
  }

  @Override
  public boolean recording(Object transport) {
    return sends.recording();
  }
}
