// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

/** The names of the events on the spans of a mail's trace. */
public final class MailEventNames {
  /**
   * A part of the SMTP session is over. The time of the event is the end of the phase; {@link
   * MailAttributes#SMTP_PHASE_DURATION} tells when it began.
   */
  public static final String PHASE = "smtp.phase";

  /** The server's answer for one recipient, where it is not that of the whole message. */
  public static final String RECIPIENT = "smtp.recipient";

  /**
   * One of several hosts could not take the message, and the attempt went on with the next; {@link
   * MailAttributes#SMTP_RESPONSE_TEXT} tells why. Logs give it no time: it stands at the start of
   * the attempt.
   */
  public static final String HOST_FAILED = "smtp.host_failed";

  private MailEventNames() {}
}
