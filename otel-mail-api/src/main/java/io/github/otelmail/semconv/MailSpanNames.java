// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

/**
 * The names of the spans of a mail's trace. {@code TELEMETRY.md} tells kind, parent and times of
 * each.
 */
public final class MailSpanNames {
  /** PRODUCER: the application hands one message over. */
  public static final String SEND = "send email";

  /** CLIENT: a connection is opened outside of any send, to be used for one or more. */
  public static final String CONNECT = "connect to mail server";

  /** SERVER: an MTA takes a message, from the client's session until it is in the active queue. */
  public static final String RECEIVE = "receive email";

  /** INTERNAL: in the queue before the first attempt. */
  public static final String QUEUE = "queue email";

  /** CLIENT: one attempt for one recipient. */
  public static final String ATTEMPT = "attempt email delivery";

  /** INTERNAL: between a temporary failure and the next attempt. */
  public static final String RETRY = "wait for retry";

  /** INTERNAL: held until somebody releases it. */
  public static final String HOLD = "hold email";

  /** INTERNAL: from acceptance to the final answer, for one recipient. */
  public static final String DELIVER = "deliver email";

  private MailSpanNames() {}
}
