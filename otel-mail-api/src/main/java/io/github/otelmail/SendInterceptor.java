// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.MailEvent;
import jakarta.mail.internet.MimeMessage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records the sending of mail for one who sees the calls of Jakarta Mail from outside, as a Java
 * agent does; whoever writes an application or a transport has no use for it. A call is told when
 * it begins; what is returned, if anything, is given what the call threw, or null, when it is over,
 * by the same thread. Calls inside calls are told too, and told apart here: a message has one span,
 * however many transports hand it on.
 *
 * <p>No method throws. All may be called by any thread, those with a transport by the thread that
 * uses it.
 */
public final class SendInterceptor {
  private final MailTelemetry telemetry;
  private final WeakIdentityMap<Transport, TransportState> transports = new WeakIdentityMap<>();
  private final WeakIdentityMap<MailEvent, Context> events = new WeakIdentityMap<>();

  private final ClassValue<Boolean> phasesSeen =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return hasPhases(type);
        }
      };

  /** With the choices of the telemetry. */
  public SendInterceptor(MailTelemetry telemetry) {
    this.telemetry = requireNonNull(telemetry, "telemetry");
  }

  private static boolean hasPhases(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      String name = c.getName();
      if (name.equals("com.sun.mail.smtp.SMTPTransport")
          || name.equals("org.eclipse.angus.mail.smtp.SMTPTransport")) {
        return true;
      }
    }
    return false;
  }

  private TransportState state(Transport transport) {
    TransportState known = transports.get(transport);
    return known == null
        ? transports.putIfAbsent(
            transport, new TransportState(phasesSeen.get(transport.getClass())))
        : known;
  }

  /** {@code Transport.send}; without addresses the message is sent to its own recipients. */
  public @Nullable Consumer<@Nullable Throwable> send(
      Message message, Address @Nullable [] addresses) {
    return Failsafe.getOrNull(
        "record a send",
        () -> {
          if (Activity.sending(message) != null) {
            return null;
          }
          SendActivity activity =
              new SendActivity(
                  telemetry,
                  message,
                  addresses == null
                      ? Failsafe.getOrNull(
                          "read the recipients of a message", message::getAllRecipients)
                      : addresses);
          activity.connectsWithAny();
          return new TracedSend(activity, activity.makeCurrent());
        });
  }

  /** {@link Transport#sendMessage(Message, Address[])}. */
  public @Nullable Consumer<@Nullable Throwable> sendMessage(
      Transport transport, Message message, Address @Nullable [] addresses) {
    try {
      TransportState state = state(transport);
      SendActivity outer = Activity.sending(message);
      if (outer != null) {
        if (state.usedBy(outer)) {
          return null; // A subclass calls its superclass.
        }
        outer.prepareHeaders(null);
        state.sends();
        return new TracedSendMessage(state, transport, outer, addresses, null);
      }
      SendActivity activity = new SendActivity(telemetry, message, addresses);
      Scope scope = activity.makeCurrent();
      try {
        activity.prepareHeaders(activity.headers);
        state.sends();
        return new TracedSendMessage(state, transport, activity, addresses, scope);
      } catch (Throwable t) {
        TracedCall.end(activity, scope, t);
        throw t;
      }
    } catch (Throwable t) {
      Failsafe.swallow("record a send", t);
      return null;
    }
  }

  /** {@code Service.connect} of a transport; the session may not be known. */
  public @Nullable Consumer<@Nullable Throwable> connect(
      Transport transport, @Nullable Session session) {
    return Failsafe.getOrNull(
        "record a connect",
        () -> {
          TransportState state = state(transport);
          state.opened(Timeouts.of(transport, session));
          Activity outer = Activity.current();
          return outer == null
              ? TracedConnect.own(telemetry, state, transport)
              : TracedConnect.partOf(outer, state, transport);
        });
  }

  /** True when this thread is recording a send or a connect. */
  public boolean recording() {
    return Activity.current() != null;
  }

  /** The transport opens its socket; a port of 0 or less and a host of null are not known. */
  public void connecting(Transport transport, @Nullable String host, int port) {
    state(transport).connecting(host, port);
  }

  /** The transport is done with connecting, well or not. */
  public void connected(Transport transport, boolean authenticates) {
    state(transport).connected(authenticates);
  }

  /** A phase begins, and the one before ends. */
  public void phase(Transport transport, String name) {
    state(transport).phase(name);
  }

  /** The phase ends, well or not. */
  public void phaseEnd(Transport transport) {
    state(transport).phaseEnd();
  }

  /** EHLO or HELO ends, well or not. */
  public void ehloEnd(Transport transport) {
    state(transport).ehloEnd();
  }

  /** The transport is about to write the message. */
  public void body(Transport transport) {
    state(transport).body();
  }

  /** The transport read the final reply, and it is positive. */
  public void replied(Transport transport) {
    state(transport).replied(transport);
  }

  /** {@code MimeMessage.updateMessageID} has made a Message-ID. */
  public void messageIdMade(MimeMessage message) {
    Failsafe.run(
        "put the trace into a Message-ID",
        () -> {
          SendActivity sending = Activity.sending(message);
          if (sending != null) {
            sending.messageIdMade();
          } else {
            MessageIds.writeToken(message, telemetry);
          }
        });
  }

  /** An event was made: its listeners will be called by another thread. */
  public void eventMade(MailEvent event) {
    Failsafe.run(
        "capture the context",
        () -> {
          Context context = Context.current();
          if (context != Context.root()) {
            events.put(event, context);
          }
        });
  }

  /** The listeners of an event are called. */
  @SuppressWarnings("MustBeClosedChecker") // What is returned closes it.
  public @Nullable Consumer<@Nullable Throwable> dispatch(MailEvent event) {
    return Failsafe.getOrNull(
        "restore a captured context",
        () -> {
          Context context = events.get(event);
          return context == null ? null : new Dispatch(context.makeCurrent());
        });
  }

  private static final class Dispatch implements Consumer<@Nullable Throwable> {
    private final Scope scope;

    Dispatch(Scope scope) {
      this.scope = scope;
    }

    @Override
    public void accept(@Nullable Throwable error) {
      Failsafe.run("close a scope", scope::close);
    }
  }

  /** {@code Transport.send}, in which transports are opened and used. */
  private static final class TracedSend extends TracedCall {
    TracedSend(SendActivity activity, Scope scope) {
      super(activity, scope);
    }

    @Override
    void over(@Nullable Throwable error) {}
  }
}
