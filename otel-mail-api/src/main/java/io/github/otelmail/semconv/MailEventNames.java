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

  private MailEventNames() {}
}
