// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import jakarta.mail.Message;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import org.jspecify.annotations.Nullable;

/**
 * What this thread is recording of one message or one connection. It travels in the context, so
 * that a transport inside a transport, or inside {@link MailTelemetry#send}, adds to the span there
 * is and makes none of its own; another message that is sent meanwhile, by a log handler say, makes
 * its own.
 */
abstract class Activity {
  private static final ContextKey<Activity> KEY = ContextKey.named("otel-mail-activity");

  private final Thread thread = Thread.currentThread();

  /** The activity for the message on this thread, or null. */
  static @Nullable SendActivity sending(Message message) {
    Activity current = current();
    return current instanceof SendActivity && ((SendActivity) current).message == message
        ? (SendActivity) current
        : null;
  }

  /** The activity that opens the transport on this thread, or null. */
  static @Nullable Activity connecting(Transport transport) {
    Activity current = current();
    return current != null && current.connects(transport) ? current : null;
  }

  /** What this thread is recording, or null. */
  static @Nullable Activity current() {
    try {
      Activity current = Context.current().get(KEY);
      return current != null && current.thread == Thread.currentThread() ? current : null;
    } catch (Throwable t) {
      Failsafe.swallow("read the context", t);
      return null;
    }
  }

  /** Makes the span's context with this activity in it current; the caller closes the scope. */
  @SuppressWarnings("MustBeClosedChecker")
  final Scope makeCurrent(Context context) {
    try {
      return context.with(KEY, this).makeCurrent();
    } catch (Throwable t) {
      Failsafe.swallow("make a context current", t);
      return Failsafe.NO_SCOPE;
    }
  }

  abstract boolean connects(Transport transport);

  abstract Span span();

  abstract void server(@Nullable String host, int port);

  /** The server as the transport names it, if it does. */
  final void serverOf(Transport transport) {
    try {
      URLName url = transport.getURLName();
      if (url != null) {
        server(url.getHost(), url.getPort());
      }
    } catch (Throwable t) {
      Failsafe.swallow("read the name of a server", t);
    }
  }

  abstract void phase(String name);

  abstract void phaseAt(String name, long nanoTime);

  abstract void phaseEnd();

  /** A connect that is part of this activity failed. */
  abstract void connectFailed(SmtpReply reply);

  /** In a connect that is part of this activity the server closed the connection. */
  abstract void connectionClosed();

  /** Ends the span; the error is what the application gets, or null. */
  abstract void end(@Nullable Throwable error);
}
