// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.context.Scope;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Records the work of one transport. For authors of a {@link Transport}; whoever sends mail has no
 * use for it. The transport makes one, runs {@code connect} and {@code sendMessage} through it, and
 * tells it the phases that it alone can see. All of it does nothing until the session is given to
 * {@link MailTelemetry#instrument}, or the transport is used by {@link MailTelemetry#send}.
 *
 * <p>No method throws but what the traced call throws, and every call is made exactly once, by the
 * same thread.
 */
public final class TransportTracer {
  /** Opens the connection. */
  public interface Connect {
    /** As {@code Service.connect}. */
    void run() throws MessagingException;
  }

  /** Sends a message over it. */
  public interface SendMessage {
    /** As {@link Transport#sendMessage(Message, Address[])}. */
    void run(Message message, Address[] addresses) throws MessagingException;
  }

  private final Transport transport;
  private final @Nullable Session session;
  private final @Nullable MailTelemetry fixed;
  private final TransportState state;

  /** For a transport made by the session. */
  public TransportTracer(Transport transport, Session session) {
    this.transport = transport;
    this.session = session;
    this.fixed = null;
    this.state = new TransportState(true);
  }

  /** For a transport that shows nothing of itself. */
  TransportTracer(Transport transport, MailTelemetry telemetry, boolean phasesSeen) {
    this.transport = transport;
    this.session = null;
    this.fixed = telemetry;
    this.state = new TransportState(phasesSeen);
  }

  private @Nullable MailTelemetry telemetry() {
    return session == null ? fixed : SessionInstrumentation.of(session);
  }

  /**
   * Runs the call, in a span of its own unless it is part of a send.
   *
   * @throws MessagingException what the call throws
   */
  public void connect(Connect call) throws MessagingException {
    state.opened(Timeouts.of(transport, session));
    TracedConnect traced = beginConnect();
    if (traced == null) {
      call.run();
      return;
    }
    Throwable error = null;
    try {
      call.run();
    } catch (Throwable t) {
      error = t;
      throw t;
    } finally {
      traced.accept(error);
    }
  }

  /**
   * Runs the call, in a span of its own unless a send of the same message is going on.
   *
   * @throws MessagingException what the call throws
   */
  public void sendMessage(Message message, Address[] addresses, SendMessage call)
      throws MessagingException {
    state.sends();
    TracedSendMessage traced = message == null ? null : beginSend(message, addresses);
    if (traced == null) {
      call.run(message, addresses);
      return;
    }
    Throwable error = null;
    try {
      if (!state.phasesSeen) {
        traced.activity().throwSaveFailure();
      }
      call.run(message, addresses);
    } catch (Throwable t) {
      error = t;
      throw t;
    } finally {
      traced.accept(error);
    }
  }

  private @Nullable TracedConnect beginConnect() {
    Activity outer = Activity.connecting(transport);
    if (outer != null) {
      return TracedConnect.partOf(outer, state, transport);
    }
    MailTelemetry telemetry = telemetry();
    return telemetry == null ? null : TracedConnect.own(telemetry, state, transport);
  }

  private @Nullable TracedSendMessage beginSend(Message message, Address[] addresses) {
    SendActivity outer = Activity.sending(message);
    if (outer != null) {
      return new TracedSendMessage(state, transport, outer, addresses, null);
    }
    MailTelemetry telemetry = telemetry();
    if (telemetry == null) {
      return null;
    }
    SendActivity activity = new SendActivity(telemetry, message, addresses);
    Scope scope = activity.makeCurrent();
    try {
      activity.prepare(state.phasesSeen);
      return new TracedSendMessage(state, transport, activity, addresses, scope);
    } catch (Throwable t) {
      TracedCall.end(activity, scope, t);
      throw t;
    }
  }

  /** The transport begins to connect. */
  public void connecting(String host, int port) {
    state.connecting(host, port);
  }

  /**
   * The transport is done with connecting.
   *
   * @param authenticates true when it authenticates if the server has got that far
   */
  public void connected(boolean authenticates) {
    state.connected(authenticates);
  }

  /** A phase begins, such as {@link MailValues#PHASE_RCPT}; the one before it ends. */
  public void phase(String name) {
    state.phase(name);
  }

  /** The phase ends, well or not. */
  public void phaseEnd() {
    state.ehloEnd();
  }

  /** The transport is about to write the message. */
  public void body() {
    state.body();
  }

  /** The transport read the final reply, and it is positive. */
  public void replied() {
    state.replied(transport);
  }
}
