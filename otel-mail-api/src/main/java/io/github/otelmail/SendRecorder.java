// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_DEADLINE;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_FROM_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_MESSAGE_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_NEXT_LOCAL_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_COUNT;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_DOMAINS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_SEND_OUTCOME;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_STREAM;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_SUBJECT;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_TO_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_TRACE_INJECTED;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_MESSAGE_ID;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_OPERATION_NAME;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_OPERATION_TYPE;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_SYSTEM;
import static io.github.otelmail.semconv.MailAttributes.MESSAGING_SYSTEM_SMTP;
import static io.github.otelmail.semconv.MailAttributes.NETWORK_PROTOCOL_NAME;
import static io.github.otelmail.semconv.MailAttributes.SERVER_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.SERVER_PORT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_CONNECTION_REUSED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENTS_ACCEPTED;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENTS_REFUSED;

import io.github.otelmail.semconv.MailSpanNames;
import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way out: its span and its metrics, from the constructor to {@link #end}. No
 * method throws; one thread at a time may call them.
 */
final class SendRecorder {
  private static final int MAX_RECIPIENT_EVENTS = 20;

  private final MailTelemetry telemetry;
  private final Context context;
  private final Span span;
  private final Phases phases;
  private final Redaction redaction;
  private final @Nullable String stream;
  private final long deadlineSeconds;
  private final long startNanos = System.nanoTime();
  private final int recipientCount;
  private Server server;
  private @Nullable SmtpReply reply;
  private boolean replyAwaited;
  private boolean closed;
  private final RecipientCounts counts = new RecipientCounts();
  private int recipientEvents;
  private boolean ended;

  SendRecorder(MailSendBuilder builder) {
    telemetry = builder.telemetry;
    stream = builder.stream;
    Long deadline = builder.deadlineSeconds;
    deadlineSeconds = deadline == null ? telemetry.settings.deadlineSeconds(stream) : deadline;
    server = builder.server;
    recipientCount = builder.recipients.size();
    redaction = new Redaction(telemetry.settings.addressPolicy, builder.recipients, builder.from);
    Context given = builder.parent;
    Context parent = given == null ? telemetry.settings.currentContext() : given;
    Span started = Span.getInvalid();
    Context inside = parent;
    try {
      started = startSpan(builder, parent);
      inside = parent.with(started);
    } catch (Throwable t) {
      Failsafe.swallow("start a span", t);
    }
    span = started;
    context = inside;
    phases = new Phases(span);
    if (phases.recording) {
      describe(builder);
    }
    BiConsumer<String, String> headers = builder.headers;
    if (headers != null) {
      inject(headers);
    }
  }

  private Span startSpan(MailSendBuilder builder, Context parent) {
    SpanBuilder spanBuilder =
        telemetry
            .tracer
            .spanBuilder(MailSpanNames.SEND)
            .setSpanKind(SpanKind.PRODUCER)
            .setParent(parent)
            .setAttribute(MESSAGING_SYSTEM, MESSAGING_SYSTEM_SMTP)
            .setAttribute(MESSAGING_OPERATION_NAME, MailValues.OPERATION_SEND)
            .setAttribute(MESSAGING_OPERATION_TYPE, MailValues.OPERATION_SEND)
            .setAttribute(NETWORK_PROTOCOL_NAME, builder.protocol);
    if (builder.attributes != null) {
      spanBuilder.setAllAttributes(builder.attributes.build());
    }
    SpanContext link = MailContext.link(parent);
    if (link != null) {
      spanBuilder.addLink(link);
    }
    if (builder.link.isValid()) {
      spanBuilder.addLink(builder.link);
    }
    if (stream != null) {
      spanBuilder.setAttribute(EMAIL_STREAM, stream);
    }
    if (deadlineSeconds >= 0) {
      spanBuilder.setAttribute(EMAIL_DEADLINE, deadlineSeconds);
    }
    if (recipientCount > 0) {
      spanBuilder.setAttribute(EMAIL_RECIPIENT_COUNT, (long) recipientCount);
    }
    return spanBuilder.startSpan();
  }

  private void describe(MailSendBuilder builder) {
    try {
      serverAttributes();
      List<String> domains = redaction.domains(builder.recipients);
      if (!domains.isEmpty()) {
        span.setAttribute(EMAIL_RECIPIENT_DOMAINS, domains);
      }
      String from = builder.from == null ? null : redaction.address(builder.from);
      if (from != null) {
        span.setAttribute(EMAIL_FROM_ADDRESS, Collections.singletonList(from));
      }
      if (redaction.showsAddresses()) {
        span.setAttribute(EMAIL_TO_ADDRESS, redaction.addresses(builder.recipients));
      }
      if (telemetry.settings.subject && builder.subject != null) {
        span.setAttribute(EMAIL_SUBJECT, Bounds.cut(builder.subject));
      }
    } catch (Throwable t) {
      Failsafe.swallow("describe a message", t);
    }
  }

  private void serverAttributes() {
    String address = server.address;
    if (address != null) {
      span.setAttribute(SERVER_ADDRESS, address);
      if (server.port > 0) {
        span.setAttribute(SERVER_PORT, server.boxedPort);
      }
    }
  }

  /** False when nobody will see the span. */
  boolean recording() {
    return phases.recording;
  }

  /** Sets the trace headers, and tells on the span whether they could be set. */
  private void inject(BiConsumer<String, String> headers) {
    boolean injected =
        telemetry.settings.header
            && Failsafe.get(
                "set the trace headers of a message",
                false,
                () -> TraceHeaders.inject(carried(), headers));
    injected(injected);
  }

  void injected(boolean injected) {
    try {
      span.setAttribute(EMAIL_TRACE_INJECTED, injected);
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
  }

  void connectionReused(boolean reused) {
    try {
      span.setAttribute(SMTP_CONNECTION_REUSED, reused);
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
  }

  /** The context with the span. */
  Context context() {
    return context;
  }

  /**
   * The context whose span the message is to carry. The OpenTelemetry Java agent's contexts drop
   * spans of an SDK that the application brought: there {@link #context} has the parent's only.
   */
  Context carried() {
    return Span.fromContext(context) == span || !span.getSpanContext().isValid()
        ? context
        : Context.root().with(Span.wrap(span.getSpanContext()));
  }

  Span span() {
    return span;
  }

  /** Whom the client talks to. */
  void server(Server known) {
    server = known;
    try {
      serverAttributes();
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
  }

  boolean knowsServer() {
    return server.address != null;
  }

  /** The Message-ID that the message has, with or without brackets. */
  void messageId(String id) {
    try {
      String bare = id.trim();
      boolean brackets = bare.startsWith("<") && bare.endsWith(">");
      String shown = Bounds.cut(brackets ? bare.substring(1, bare.length() - 1) : bare);
      span.setAttribute(EMAIL_MESSAGE_ID, shown).setAttribute(MESSAGING_MESSAGE_ID, shown);
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
  }

  /** A new Message-ID that carries the trace, or null; the span tells it as the message's. */
  @Nullable String newMessageId(String domain) {
    String id = ended ? null : telemetry.messageId(carried(), stream, deadlineSeconds, domain);
    if (id != null) {
      messageId(id);
      injected(true);
    }
    return id;
  }

  void localId(String id) {
    try {
      span.setAttribute(EMAIL_NEXT_LOCAL_ID, Bounds.cut(id));
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
  }

  /** Begins a phase, and ends the one before. */
  void phase(String name) {
    if (!ended) {
      replyAwaited = MailValues.PHASE_REPLY.equals(name);
      phases.begin(name);
    }
  }

  void phaseAt(String name, long nanoTime) {
    if (!ended) {
      phases.beginAt(name, nanoTime);
    }
  }

  void phaseEnd() {
    if (!ended) {
      phases.end();
    }
  }

  /** The server's answer to the message, or the one that ended the attempt. */
  void reply(SmtpReply last) {
    reply = last;
  }

  /** The server closed the connection in place of an answer. */
  void connectionClosed() {
    closed = true;
  }

  boolean taken() {
    return reply != null && reply.positive();
  }

  boolean hasReply() {
    return reply != null;
  }

  /** The whole message is out and no reply came. */
  void awaitReply() {
    replyAwaited = true;
  }

  /** How many recipients the server took the message for, and for how many it did not. */
  void recipients(int acceptedCount, int refusedCount) {
    counts.set(acceptedCount, refusedCount);
  }

  /** One of several transports begins: the answers from now on are for its recipients only. */
  void nextTransport(int recipients) {
    counts.next(recipients);
    reply = null;
    replyAwaited = false;
  }

  /** A refused recipient and the answer for it; at most 20 of a message are recorded. */
  void recipientRefused(String address, int code, String text) {
    if (++recipientEvents > MAX_RECIPIENT_EVENTS || !recording()) {
      return;
    }
    try {
      ReplyAttributes.recipientEvent(span, redaction, address, new SmtpReply(code, text));
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
  }

  /** Ends the span; the error is what the client threw, or null. */
  void end(@Nullable Throwable error) {
    if (ended) {
      return;
    }
    long nanos = System.nanoTime() - startNanos;
    phases.end();
    if (counts.areOfSeveral()) {
      counts.total(recipientCount, error != null);
    }
    String outcome = SendOutcome.of(reply, error, replyAwaited, counts);
    if (counts.areOfSeveral() && outcome.equals(MailValues.OUTCOME_UNKNOWN)) {
      counts.forget();
    }
    String errorType = SendOutcome.errorType(outcome, reply, error, closed);
    ended = true;
    try {
      finalAttributes(outcome, errorType, error);
    } catch (Throwable t) {
      Failsafe.swallow("write to a span", t);
    }
    try {
      span.end();
    } catch (Throwable t) {
      Failsafe.swallow("end a span", t);
    }
    try {
      Instruments instruments = telemetry.instruments;
      instruments.operation(MailValues.OPERATION_SEND, nanos, server, errorType, context);
      instruments.message(outcome, errorType, context);
      instruments.recipients(acceptedIn(outcome), Math.max(0, counts.refused()), context);
    } catch (Throwable t) {
      Failsafe.swallow("record metrics", t);
    }
  }

  private int acceptedIn(String outcome) {
    return counts.accepted() < 0 && outcome.equals(MailValues.OUTCOME_SENT)
        ? recipientCount
        : Math.max(0, counts.accepted());
  }

  private void finalAttributes(
      String outcome, @Nullable String errorType, @Nullable Throwable error) {
    if (!recording()) {
      return;
    }
    span.setAttribute(EMAIL_SEND_OUTCOME, outcome);
    SmtpReply last = reply;
    if (last != null) {
      ReplyAttributes.reply(span, redaction, last);
    }
    int taken = acceptedIn(outcome);
    if (taken > 0 || counts.accepted() == 0) {
      span.setAttribute(SMTP_RECIPIENTS_ACCEPTED, (long) taken);
    }
    if (counts.refused() >= 0) {
      span.setAttribute(SMTP_RECIPIENTS_REFUSED, (long) counts.refused());
    }
    if (errorType != null) {
      span.setAttribute(ERROR_TYPE, errorType);
      span.setStatus(StatusCode.ERROR, SendOutcome.description(outcome, last, error, redaction));
    }
  }
}
