// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The metrics of sending: names, units (UCUM) and bucket boundaries. */
public final class MailMetrics {
  /** Histogram, seconds: one call of the client; {@link MailAttributes#SMTP_OPERATION_NAME}. */
  public static final String CLIENT_OPERATION_DURATION = "smtp.client.operation.duration";

  /** Counter, messages, by {@link MailAttributes#EMAIL_SEND_OUTCOME}. */
  public static final String CLIENT_SENT_MESSAGES = "smtp.client.sent.messages";

  /** Counter, recipients of the messages, by {@link MailAttributes#SMTP_RECIPIENT_RESULT}. */
  public static final String CLIENT_SENT_RECIPIENTS = "smtp.client.sent.recipients";

  /** Seconds. */
  public static final String UNIT_SECONDS = "s";

  /** Messages. */
  public static final String UNIT_MESSAGES = "{message}";

  /** Recipients. */
  public static final String UNIT_RECIPIENTS = "{recipient}";

  /**
   * Seconds. Up to 10 as in OpenTelemetry's messaging metrics; then RFC 5321 section 4.5.3.2, which
   * lets a client wait 5 minutes for most replies and 10 for the final one.
   */
  public static final List<Double> CLIENT_OPERATION_DURATION_BUCKETS =
      Collections.unmodifiableList(
          Arrays.asList(
              0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0,
              60.0, 300.0, 600.0));

  private MailMetrics() {}
}
