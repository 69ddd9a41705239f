// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_SYSTEM;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_SYSTEM_SMTP;
import static io.github.otelmail.semconv.MailAttributes.NETWORK_PROTOCOL_NAME;
import static io.github.otelmail.semconv.MailAttributes.SERVER_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.SERVER_PORT;

import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.mail.Transport;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** A connection opened outside of any send: its span and its metric. */
final class ConnectActivity extends Activity {
  private final MailTelemetry telemetry;
  private final Transport transport;
  private final Span span;
  private final Context context;
  private final Phases phases;
  private final Redaction redaction;
  private final long startNanos = System.nanoTime();
  private Server server = Server.UNKNOWN;
  private @Nullable SmtpReply reply;
  private boolean closed;

  ConnectActivity(MailTelemetry telemetry, Transport transport) {
    this.telemetry = telemetry;
    this.transport = transport;
    redaction =
        new Redaction(telemetry.settings.addressPolicy, Collections.<String>emptyList(), null);
    Context parent = telemetry.settings.currentContext();
    Span started = Failsafe.getOrNull("start a span", () -> startSpan(parent));
    span = started == null ? Span.getInvalid() : started;
    context =
        Failsafe.get(
            "keep a span in a context",
            Context.root(),
            () -> started == null ? parent : parent.with(started));
    phases = new Phases(span);
  }

  private Span startSpan(Context parent) {
    return telemetry
        .tracer
        .spanBuilder(MailSpanNames.CONNECT)
        .setSpanKind(SpanKind.CLIENT)
        .setParent(parent)
        .setAttribute(MESSAGING_SYSTEM, MESSAGING_SYSTEM_SMTP)
        .setAttribute(NETWORK_PROTOCOL_NAME, "smtp")
        .startSpan();
  }

  Scope makeCurrent() {
    return makeCurrent(context);
  }

  @Override
  Span span() {
    return span;
  }

  @Override
  boolean connects(Transport other) {
    return transport == other;
  }

  @Override
  void server(@Nullable String host, int port) {
    server = new Server(host, port);
  }

  @Override
  void phase(String name) {
    phases.begin(name);
  }

  @Override
  void phaseAt(String name, long nanoTime) {
    phases.beginAt(name, nanoTime);
  }

  @Override
  void phaseEnd() {
    phases.end();
  }

  @Override
  void connectFailed(SmtpReply last) {
    reply = last;
  }

  @Override
  void connectionClosed() {
    closed = true;
  }

  @Override
  void end(@Nullable Throwable error) {
    long nanos = System.nanoTime() - startNanos;
    SmtpReply last = reply;
    String errorType =
        error == null ? null : last == null ? ErrorTypes.of(error, closed) : ErrorTypes.of(last);
    Failsafe.run(
        "write to a span",
        () -> {
          phases.end();
          String address = server.address;
          if (address != null) {
            span.setAttribute(SERVER_ADDRESS, address);
            if (server.port > 0) {
              span.setAttribute(SERVER_PORT, (long) server.port);
            }
          }
          if (last != null) {
            ReplyAttributes.reply(span, redaction, last);
          }
          if (errorType != null) {
            span.setAttribute(ERROR_TYPE, errorType);
            span.setStatus(StatusCode.ERROR, redaction.message(error));
          }
        });
    Failsafe.run("end a span", span::end);
    Failsafe.run(
        "record metrics",
        () ->
            telemetry.instruments.operation(
                MailValues.OPERATION_CONNECT, nanos, server, errorType, context));
  }
}
