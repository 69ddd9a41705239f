// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

/** The values of those attributes that have a fixed set, as far as senders write them. */
public final class MailValues {
  /** {@link MailAttributes#SMTP_OPERATION_NAME}: a message is handed over. */
  public static final String OPERATION_SEND = "send";

  /** {@link MailAttributes#SMTP_OPERATION_NAME}: a connection is opened. */
  public static final String OPERATION_CONNECT = "connect";

  /** {@link MailAttributes#EMAIL_SEND_OUTCOME}: taken for all recipients. */
  public static final String OUTCOME_SENT = "sent";

  /** {@link MailAttributes#EMAIL_SEND_OUTCOME}: taken for some recipients, refused for others. */
  public static final String OUTCOME_PARTIAL = "partial";

  /**
   * {@link MailAttributes#EMAIL_SEND_OUTCOME}: nobody has the message: the server refused it, or
   * could not be talked to.
   */
  public static final String OUTCOME_REFUSED = "refused";

  /**
   * {@link MailAttributes#EMAIL_SEND_OUTCOME}: the whole message went out and no answer came. The
   * server may have taken it: who sends it again may send it twice (RFC 1047).
   */
  public static final String OUTCOME_UNKNOWN = "unknown";

  /** {@link MailAttributes#SMTP_RECIPIENT_RESULT}: a reply 2xx. */
  public static final String RECIPIENT_ACCEPTED = "accepted";

  /** {@link MailAttributes#SMTP_RECIPIENT_RESULT}: a reply 4xx or 5xx. */
  public static final String RECIPIENT_REFUSED = "refused";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: name look-up, TCP, TLS from the start, greeting. */
  public static final String PHASE_CONNECT = "connect";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: EHLO or HELO, once more after STARTTLS. */
  public static final String PHASE_EHLO = "ehlo";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: STARTTLS and the TLS handshake. */
  public static final String PHASE_STARTTLS = "starttls";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: AUTH with all its round trips. */
  public static final String PHASE_AUTH = "auth";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: MAIL FROM. */
  public static final String PHASE_MAIL = "mail";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: all RCPT TO. */
  public static final String PHASE_RCPT = "rcpt";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: DATA and its 354; absent with BDAT. */
  public static final String PHASE_DATA = "data";

  /** {@link MailAttributes#SMTP_PHASE_NAME}: the message itself. */
  public static final String PHASE_BODY = "body";

  /**
   * {@link MailAttributes#SMTP_PHASE_NAME}: from the final dot, or the last BDAT, to the answer.
   */
  public static final String PHASE_REPLY = "reply";

  private MailValues() {}
}
