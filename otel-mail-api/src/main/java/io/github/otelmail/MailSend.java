// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way out: a {@code send email} span, from {@link MailSendBuilder#start()} to
 * {@link #end()}. Any thread may call any method; none of them throws. After the end they do
 * nothing. A send that never ends leaves nothing behind but its span, which is never exported.
 */
public final class MailSend {
  private final SendRecorder recorder;

  MailSend(MailSendBuilder builder) {
    recorder = new SendRecorder(builder);
  }

  /**
   * The context with the span, to be made current around calls of the client, so that their spans
   * become its children; also the way to more attributes: {@code Span.fromContext(context())}.
   */
  public Context context() {
    return recorder.context();
  }

  /** Whom the client talks to, when it was not known at the start. */
  public synchronized MailSend server(String address, int port) {
    recorder.server(new Server(address, port));
    return this;
  }

  /** The Message-ID (RFC 5322 section 3.6.4) that the message has, with or without brackets. */
  public synchronized MailSend messageId(String id) {
    recorder.messageId(id);
    return this;
  }

  /**
   * A new Message-ID that carries the trace, angle brackets included, for a client whose message
   * has none yet; null when there is no trace or tokens are off, and the client's own should stay.
   * The span tells it as the message's.
   *
   * @param domain its right side
   */
  public synchronized @Nullable String newMessageId(String domain) {
    return recorder.newMessageId(domain);
  }

  /** The id that the receiver gave the message, when {@link #reply} does not tell it. */
  public synchronized MailSend localId(String id) {
    recorder.localId(id);
    return this;
  }

  /**
   * Begins a phase, such as {@link MailValues#PHASE_DATA}, and ends the one before. In {@link
   * MailValues#PHASE_REPLY} the whole message is out: an error that follows with no reply leaves
   * the outcome unknown.
   */
  public synchronized MailSend phase(String name) {
    recorder.phase(name);
    return this;
  }

  /**
   * The server's answer to the message, or the one that ended the attempt. The last one counts.
   *
   * @param code 200 to 599
   * @param text the whole reply, also of several lines; its addresses are shown as the address
   *     policy says
   */
  public synchronized MailSend reply(int code, String text) {
    try {
      recorder.reply(new SmtpReply(code, text));
    } catch (Throwable t) {
      Failsafe.swallow("read a reply", t);
    }
    return this;
  }

  /** How many recipients the server took the message for, and for how many it did not. */
  public synchronized MailSend recipients(int acceptedCount, int refusedCount) {
    recorder.recipients(acceptedCount, refusedCount);
    return this;
  }

  /** A refused recipient and the answer for it; at most 20 of a message are recorded. */
  public synchronized MailSend recipientRefused(String address, int code, String text) {
    recorder.recipientRefused(address, code, text);
    return this;
  }

  /** Ends the span: the message went out, or the reply says otherwise. */
  public synchronized void end() {
    recorder.end(null);
  }

  /** Ends the span of a send that failed. The outcome is still that of the reply, if one came. */
  public synchronized void end(@Nullable Throwable error) {
    recorder.end(error);
  }
}
