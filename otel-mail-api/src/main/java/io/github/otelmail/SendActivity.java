// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.TraceToken;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/** One Jakarta Mail message that this thread sends: its span, and its trace in the message. */
final class SendActivity extends Activity {
  final Message message;
  final SendRecorder send;

  /** Of the message when the activity began; null when it cannot be read. */
  final @Nullable MessageHeaders headers;

  private final MailTelemetry telemetry;
  private @Nullable Transport transport;
  private @Nullable String token;
  private long tokenMillis;
  private @Nullable Throwable saveFailure;

  /** The message was never saved, and is to be before it is written. */
  private boolean toSave;

  private boolean transmitting;

  /** The message brought a trace of others, to be passed on as it is. */
  private final boolean keepsTrace;

  private boolean connects;

  /** Calls of {@code sendMessage} with the message that are going on, one inside the other. */
  private int calls;

  private final boolean severalTypes;

  /** What the message had when it came to a transport, and shall keep if it is a token. */
  private @Nullable String messageId;

  /** Starts the span. Never throws. */
  SendActivity(MailTelemetry telemetry, Message message, Address @Nullable [] addresses) {
    this.telemetry = telemetry;
    this.message = message;
    MailSendBuilder builder = new MailSendBuilder(telemetry);
    headers = MessageHeaders.ofOrNull(message);
    boolean several = false;
    try {
      builder.recipients = MessageReader.addresses(addresses);
      MessageReader.describe(message, headers, builder);
      several = MessageReader.severalTypes(addresses);
    } catch (Throwable t) {
      Failsafe.swallow("read a message", t);
    }
    severalTypes = several;
    if (telemetry.settings.relay) {
      builder.link =
          Failsafe.get(
              "read the trace of a message",
              SpanContext.getInvalid(),
              () -> MessageReader.trace(message));
    }
    keepsTrace = builder.link.isValid();
    send = new SendRecorder(builder);
  }

  Scope makeCurrent() {
    return makeCurrent(send.context());
  }

  @Override
  Span span() {
    return send.span();
  }

  /** The transport is opened as part of the send. */
  void connectsWith(Transport opened) {
    transport = opened;
  }

  /** Whatever is opened during the send is opened for it. */
  void connectsWithAny() {
    connects = true;
  }

  @Override
  boolean connects(Transport other) {
    return connects || transport == other;
  }

  boolean transmitting() {
    return transmitting;
  }

  /** A transport begins to send the message to these of its recipients. */
  void callBegins(Address @Nullable [] addresses) {
    if (calls++ == 0 && severalTypes) {
      send.nextTransport(addresses == null ? 0 : addresses.length);
    }
  }

  void callEnds() {
    calls--;
  }

  /** Puts the trace into a message that was saved by this send, after {@code sinceMillis}. */
  void prepareSaved(long sinceMillis) {
    tokenMillis = sinceMillis;
    Failsafe.run("put the trace into a Message-ID", this::writeToken);
    injectHeaders(MessageHeaders.ofOrNull(message));
    transmitting = true;
  }

  /**
   * Puts the trace into a message that comes to a transport. One that was never saved is saved when
   * the transport is about to write it, as that would do itself: there its Message-ID is made. A
   * transport that does not tell has it saved here, unless it may then change its encoding.
   */
  void prepare(boolean phasesSeen) {
    toSave =
        unsaved()
            && (phasesSeen
                || !Failsafe.get(
                    "read a session", true, () -> MessageReader.allowsEightBits(message)));
    tokenMillis = System.currentTimeMillis();
    if (toSave && !phasesSeen) {
      save();
      injectHeaders(MessageHeaders.ofOrNull(message));
    } else {
      injectHeaders(headers);
    }
    transmitting = true;
  }

  private void save() {
    toSave = false;
    try {
      if (unsaved()) {
        message.saveChanges();
      }
    } catch (Throwable t) {
      // The application gets it where it would have without us: see throwSaveFailure().
      saveFailure = t;
      return;
    }
    Failsafe.run("put the trace into a Message-ID", this::writeToken);
  }

  /**
   * Puts the trace headers into a message that comes to a transport, the first time. For one who
   * sees every Message-ID that is made: {@link #messageIdMade}.
   *
   * @param known what the message has now; null when that is to be read
   */
  void prepareHeaders(@Nullable MessageHeaders known) {
    if (!transmitting) {
      MessageHeaders now = known == null ? MessageHeaders.ofOrNull(message) : known;
      messageId = now == null ? null : now.messageId();
      injectHeaders(now);
      transmitting = true;
    }
  }

  /**
   * Jakarta Mail has just made a Message-ID for the message. If it does so while the message is
   * transmitted, because it changed the encoding, it is still the same message: a token stays.
   */
  void messageIdMade() throws MessagingException {
    String kept = messageId;
    if (transmitting && kept != null && TraceToken.parse(kept) != null) {
      message.setHeader(MessageIds.HEADER, kept);
      return;
    }
    MessageHeaders now = MessageHeaders.of(message);
    String made = now.messageId();
    if (made == null || keepsTrace || now.signed()) {
      return;
    }
    String id = send.newMessageId(MessageIds.domain(made));
    if (id != null) {
      message.setHeader(MessageIds.HEADER, id);
      messageId = id;
    }
  }

  /**
   * New, and never saved: it then has neither of the headers that saving makes, and no bytes. A
   * message that was parsed has bytes.
   */
  private boolean unsaved() {
    try {
      return telemetry.settings.token
          && message instanceof MimeMessage
          && span().getSpanContext().isValid()
          && headers != null
          && headers.messageId() == null
          && message.getHeader("MIME-Version") == null
          && message.getSize() < 0;
    } catch (Throwable t) {
      Failsafe.swallow("look at the state of a message", t);
      return false;
    }
  }

  private void writeToken() throws MessagingException {
    String made = MessageIds.libraryMade(message, tokenMillis);
    if (made == null || keepsTrace || MessageHeaders.of(message).signed()) {
      return;
    }
    String id = send.newMessageId(MessageIds.domain(made));
    if (id != null) {
      message.setHeader(MessageIds.HEADER, id);
      token = id;
    }
  }

  /**
   * A transport that converts a message to 8 bits saves it once more before MAIL, and makes a new
   * Message-ID in place of the token.
   */
  void keepToken() {
    String id = token;
    if (id != null) {
      Failsafe.run(
          "keep the trace in a Message-ID",
          () -> {
            if (MessageIds.libraryMade(message, tokenMillis) != null) {
              message.setHeader(MessageIds.HEADER, id);
            }
          });
    }
  }

  private void injectHeaders(@Nullable MessageHeaders now) {
    boolean injected = false;
    if (now != null && telemetry.settings.header && !keepsTrace) {
      try {
        injected = MessageReader.injectHeaders(message, now, send.carried());
      } catch (MessagingException | RuntimeException e) {
        // Expected: a message read from a store and one made unchangeable refuse new headers.
        injected = false;
      } catch (Throwable t) {
        Failsafe.run("set the trace headers of a message", () -> Failsafe.rethrow(t));
      }
    }
    send.injected(injected || token != null || carriesToken());
  }

  /** The message came with a token of the send's trace. */
  private boolean carriesToken() {
    String id = messageId;
    TraceToken of = id == null ? null : TraceToken.parse(id);
    return of != null && of.traceId().equals(span().getSpanContext().getTraceId());
  }

  /** The transport is about to write the message. Throws what saving it threw. */
  void beforeBody() {
    if (toSave) {
      save();
    }
    throwSaveFailure();
  }

  /** Throws what saving the message threw, once. */
  void throwSaveFailure() {
    Throwable failure = saveFailure;
    if (failure != null) {
      saveFailure = null;
      Failsafe.rethrow(failure);
    }
  }

  @Override
  void server(@Nullable String host, int port) {
    if (host != null) {
      send.server(new Server(host, port));
    }
  }

  void server(Server server) {
    send.server(server);
  }

  @Override
  void phase(String name) {
    send.phase(name);
  }

  @Override
  void phaseAt(String name, long nanoTime) {
    send.phaseAt(name, nanoTime);
  }

  @Override
  void phaseEnd() {
    send.phaseEnd();
  }

  @Override
  void connectFailed(SmtpReply reply) {
    send.reply(reply);
  }

  @Override
  void connectionClosed() {
    send.connectionClosed();
  }

  void connectionReused(boolean reused) {
    send.connectionReused(reused);
  }

  @Override
  void end(@Nullable Throwable error) {
    try {
      String id = send.recording() ? MessageHeaders.messageId(message) : null;
      if (id != null) {
        send.messageId(id);
      }
    } catch (Throwable t) {
      Failsafe.swallow("read a Message-ID", t);
    }
    send.end(error);
  }
}
