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
import jakarta.mail.URLName;
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
  private final boolean phasesSeen;
  private @Nullable Activity active;
  private long ehloEnd;
  private int sends;

  /** For a transport made by the session. */
  public TransportTracer(Transport transport, Session session) {
    this.transport = transport;
    this.session = session;
    this.fixed = null;
    this.phasesSeen = true;
  }

  /** For a transport that shows nothing of itself. */
  TransportTracer(Transport transport, MailTelemetry telemetry, boolean phasesSeen) {
    this.transport = transport;
    this.session = null;
    this.fixed = telemetry;
    this.phasesSeen = phasesSeen;
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
    sends = 0;
    Activity outer = Activity.connecting(transport);
    MailTelemetry telemetry = outer == null ? telemetry() : null;
    if (outer != null) {
      connect(outer, call);
    } else if (telemetry == null) {
      call.run();
    } else {
      ConnectActivity activity = new ConnectActivity(telemetry, transport);
      Scope scope = activity.makeCurrent();
      Throwable error = null;
      try {
        connect(activity, call);
      } catch (Throwable t) {
        error = t;
        throw t;
      } finally {
        Failsafe.run("close a scope", scope::close);
        activity.end(error);
      }
    }
  }

  private void connect(Activity activity, Connect call) throws MessagingException {
    Activity before = active;
    active = activity;
    if (!phasesSeen) {
      activity.phase(MailValues.PHASE_CONNECT);
    }
    try {
      call.run();
    } catch (Throwable t) {
      Failsafe.run("read the reply to a connect", () -> connectFailed(activity, t));
      throw t;
    } finally {
      active = before;
      activity.phaseEnd();
      if (!phasesSeen) {
        serverOfUrl(activity);
      }
    }
  }

  /** The last reply is that of this session only if the network did not fail. */
  private void connectFailed(Activity activity, Throwable error) {
    SmtpReply reply = SmtpReply.parse(error.getMessage());
    if (reply == null && error instanceof MessagingException && error.getCause() == null) {
      reply = SendResult.lastReply(transport);
    }
    if (reply != null && reply.negative()) {
      activity.connectFailed(reply);
    }
  }

  private void serverOfUrl(Activity activity) {
    Failsafe.run(
        "read the name of a server",
        () -> {
          URLName url = transport.getURLName();
          if (url != null) {
            activity.server(url.getHost(), url.getPort());
          }
        });
  }

  /**
   * Runs the call, in a span of its own unless a send of the same message is going on.
   *
   * @throws MessagingException what the call throws
   */
  public void sendMessage(Message message, Address[] addresses, SendMessage call)
      throws MessagingException {
    sends++;
    SendActivity outer = Activity.sending(message);
    MailTelemetry telemetry = outer == null ? telemetry() : null;
    if (outer != null) {
      transmit(outer, addresses, call);
    } else if (telemetry == null || message == null) {
      call.run(message, addresses);
    } else {
      SendActivity activity = new SendActivity(telemetry, message, addresses);
      Scope scope = activity.makeCurrent();
      Throwable error = null;
      try {
        activity.prepare();
        if (!phasesSeen) {
          activity.throwSaveFailure();
        }
        transmit(activity, addresses, call);
      } catch (Throwable t) {
        error = t;
        throw t;
      } finally {
        activity.end(scope, error);
      }
    }
  }

  private void transmit(SendActivity activity, Address[] addresses, SendMessage call)
      throws MessagingException {
    Activity before = active;
    active = activity;
    activity.connectionReused(sends > 1);
    if (!activity.send.knowsServer()) {
      serverOfUrl(activity);
    }
    try {
      call.run(activity.message, addresses);
      Failsafe.run(
          "read a reply", () -> new SendResult(activity.send, transport, addresses).sent());
    } catch (Throwable t) {
      Failsafe.run(
          "read a reply", () -> new SendResult(activity.send, transport, addresses).failed(t));
      throw t;
    } finally {
      active = before;
      activity.phaseEnd();
    }
  }

  /** The transport begins to connect. */
  public void connecting(String host, int port) {
    Activity activity = active;
    ehloEnd = 0;
    if (activity != null) {
      activity.server(host, port);
      activity.phase(MailValues.PHASE_CONNECT);
    }
  }

  /**
   * The transport is done with connecting.
   *
   * @param authenticates true when it authenticates if the server has got that far
   */
  public void connected(boolean authenticates) {
    Activity activity = active;
    if (activity != null) {
      activity.phaseEnd();
      if (authenticates && ehloEnd != 0) {
        activity.phaseAt(MailValues.PHASE_AUTH, ehloEnd);
        activity.phaseEnd();
      }
    }
  }

  /** A phase begins, such as {@link MailValues#PHASE_RCPT}; the one before it ends. */
  public void phase(String name) {
    Activity activity = active;
    if (activity != null) {
      ehloEnd = 0;
      if (name.equals(MailValues.PHASE_MAIL) && activity instanceof SendActivity) {
        ((SendActivity) activity).keepToken();
      }
      activity.phase(name);
    }
  }

  /** The phase ends, well or not. */
  public void phaseEnd() {
    Activity activity = active;
    if (activity != null) {
      activity.phaseEnd();
      ehloEnd = System.nanoTime();
    }
  }

  /** The transport is about to write the message. */
  public void body() {
    Activity activity = active;
    if (activity instanceof SendActivity) {
      ((SendActivity) activity).throwSaveFailure();
      activity.phase(MailValues.PHASE_BODY);
    }
  }

  /** The transport read the final reply, and it is positive. */
  public void replied() {
    Activity activity = active;
    if (activity instanceof SendActivity) {
      SendActivity sending = (SendActivity) activity;
      sending.phaseEnd();
      Failsafe.run(
          "read a reply",
          () -> {
            SmtpReply last = SendResult.lastReply(transport);
            if (last != null && last.positive()) {
              sending.send.reply(last.code, last.text);
            }
          });
    }
  }
}
