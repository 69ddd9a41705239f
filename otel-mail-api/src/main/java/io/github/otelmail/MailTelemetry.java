// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static java.util.Objects.requireNonNull;

import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import io.opentelemetry.context.Context;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/**
 * Traces the sending of mail: a {@code send email} span for each message, its trace in the message
 * for the servers to come, and metrics. {@code TELEMETRY.md} lists all of it.
 *
 * <pre>{@code
 * MailTelemetry telemetry = MailTelemetry.create(openTelemetry);
 * telemetry.instrument(session); // every transport of the session, Spring's JavaMailSender too
 * telemetry.send(message);       // or: in place of Transport.send(message)
 * }</pre>
 *
 * <p>Make one and share it: all methods may be called by any thread. Telemetry that fails is logged
 * once and changes nothing: exceptions, thread and bytes are those of Jakarta Mail, but for the
 * headers {@code traceparent} and {@code tracestate} and, where this library may, the Message-ID.
 */
public final class MailTelemetry {
  static final String INSTRUMENTATION_NAME = "io.github.otelmail";

  final Tracer tracer;
  final Instruments instruments;
  final Settings settings;

  MailTelemetry(OpenTelemetry openTelemetry, Settings settings) {
    this.settings = settings;
    String version = MailTelemetry.class.getPackage().getImplementationVersion();
    OpenTelemetry noop = OpenTelemetry.noop();
    tracer =
        Failsafe.get(
            "make a tracer",
            noop.getTracer(INSTRUMENTATION_NAME),
            () -> {
              TracerBuilder builder = openTelemetry.tracerBuilder(INSTRUMENTATION_NAME);
              return (version == null ? builder : builder.setInstrumentationVersion(version))
                  .build();
            });
    instruments =
        Failsafe.get(
            "make a meter",
            new Instruments(noop.getMeter(INSTRUMENTATION_NAME)),
            () -> {
              MeterBuilder builder = openTelemetry.meterBuilder(INSTRUMENTATION_NAME);
              return new Instruments(
                  (version == null ? builder : builder.setInstrumentationVersion(version)).build());
            });
  }

  /** With the defaults of {@link MailTelemetryBuilder}. */
  public static MailTelemetry create(OpenTelemetry openTelemetry) {
    return builder(openTelemetry).build();
  }

  /** With choices. */
  public static MailTelemetryBuilder builder(OpenTelemetry openTelemetry) {
    return new MailTelemetryBuilder(openTelemetry);
  }

  /**
   * Has every transport that the session gives from now on traced, with all phases; those it gave
   * before stay as they are. The transports are subclasses of what the session would have given
   * ({@code SMTPTransport} of Angus Mail or com.sun.mail), so that casts go on working. A session
   * of another implementation is left alone and a log line says so: {@link #wrap} its transports.
   * Twice is as good as once; the last telemetry counts.
   *
   * @return the session
   */
  public Session instrument(Session session) {
    requireNonNull(session, "session");
    Failsafe.run("instrument a session", () -> SessionInstrumentation.instrument(session, this));
    return session;
  }

  /**
   * A transport that traces what is done through it, and leaves all of it to the given one. Of the
   * phases it sees the connect as a whole. It is no {@code SMTPTransport}: prefer {@link
   * #instrument} where there is a choice.
   */
  public Transport wrap(Transport transport) {
    requireNonNull(transport, "transport");
    return Failsafe.get(
        "wrap a transport", transport, () -> TracingTransport.around(transport, this));
  }

  /**
   * As {@code Transport.send(message)}, in one span from saving the message to the final reply.
   *
   * @throws MessagingException as {@code Transport.send}
   */
  public void send(Message message) throws MessagingException {
    new MessageSender(this, null, null).send(message, null, true);
  }

  /**
   * As {@code Transport.send(message, addresses)}.
   *
   * @throws MessagingException as {@code Transport.send}
   */
  public void send(Message message, Address[] addresses) throws MessagingException {
    new MessageSender(this, null, null).send(message, addresses, false);
  }

  /**
   * As {@code Transport.send(message, user, password)}.
   *
   * @throws MessagingException as {@code Transport.send}
   */
  public void send(Message message, String user, String password) throws MessagingException {
    new MessageSender(this, user, password).send(message, null, true);
  }

  /**
   * As {@code Transport.send(message, addresses, user, password)}.
   *
   * @throws MessagingException as {@code Transport.send}
   */
  public void send(Message message, Address[] addresses, String user, String password)
      throws MessagingException {
    new MessageSender(this, user, password).send(message, addresses, false);
  }

  /**
   * A new message whose Message-ID carries the trace that is current whenever the id is made: by
   * {@code saveChanges()}, or while it is sent if it was not saved before. For those who send with
   * {@code Transport.send} or Spring, where only the header would carry it.
   */
  public MimeMessage newMessage(Session session) {
    return TokenMessage.create(session, this);
  }

  /** For senders that are not Jakarta Mail: begins a send that any thread may end. */
  public MailSendBuilder newSend() {
    return new MailSendBuilder(this);
  }

  /** The current trace, to be kept with a mail that is sent later. */
  public MailContext capture() {
    return MailContext.current();
  }

  /** A Message-ID for the message with the current trace, or null. */
  @Nullable String messageId(Message message, String domain) {
    String stream = settings.stream(message);
    return messageId(settings.currentContext(), stream, settings.deadlineSeconds(stream), domain);
  }

  /** A Message-ID with the trace of the context, or null when there is none or tokens are off. */
  @Nullable String messageId(
      Context context, @Nullable String stream, long deadlineSeconds, String domain) {
    return Failsafe.getOrNull(
        "make a trace token",
        () -> {
          SpanContext span = Span.fromContext(context).getSpanContext();
          return settings.token && span.isValid()
              ? TraceToken.format(
                  span.getTraceId(),
                  span.getSpanId(),
                  span.getTraceFlags().asByte() & 0xff,
                  System.currentTimeMillis(),
                  stream,
                  deadlineSeconds,
                  domain,
                  settings.signingKey())
              : null;
        });
  }
}
