// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_SEND_OUTCOME;
import static io.github.otelmail.semconv.MailAttributes.ERROR_TYPE;
import static io.github.otelmail.semconv.MailAttributes.SERVER_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.SERVER_PORT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_OPERATION_NAME;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENT_RESULT;

import io.github.otelmail.semconv.MailMetrics;
import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** The metrics of sending. No attribute holds an address, an id or a text. */
final class Instruments {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Attributes ACCEPTED =
      Attributes.of(SMTP_RECIPIENT_RESULT, MailValues.RECIPIENT_ACCEPTED);
  private static final Attributes REFUSED =
      Attributes.of(SMTP_RECIPIENT_RESULT, MailValues.RECIPIENT_REFUSED);

  private final DoubleHistogram duration;
  private final LongCounter messages;
  private final LongCounter recipients;

  Instruments(Meter meter) {
    duration =
        meter
            .histogramBuilder(MailMetrics.CLIENT_OPERATION_DURATION)
            .setUnit(MailMetrics.UNIT_SECONDS)
            .setDescription("Duration of handing a message over, or of opening a connection.")
            .setExplicitBucketBoundariesAdvice(MailMetrics.CLIENT_OPERATION_DURATION_BUCKETS)
            .build();
    messages =
        meter
            .counterBuilder(MailMetrics.CLIENT_SENT_MESSAGES)
            .setUnit(MailMetrics.UNIT_MESSAGES)
            .setDescription("Messages by what became of handing them over.")
            .build();
    recipients =
        meter
            .counterBuilder(MailMetrics.CLIENT_SENT_RECIPIENTS)
            .setUnit(MailMetrics.UNIT_RECIPIENTS)
            .setDescription("Recipients of messages by the answer for them.")
            .build();
  }

  /** One operation that is over; the values that are not known are null or 0. */
  void operation(
      String name, long nanos, Server server, @Nullable String errorType, Context context) {
    AttributesBuilder attributes = Attributes.builder().put(SMTP_OPERATION_NAME, name);
    String address = server.address;
    if (address != null) {
      attributes.put(SERVER_ADDRESS, address);
      if (server.port > 0) {
        attributes.put(SERVER_PORT, (long) server.port);
      }
    }
    if (errorType != null) {
      attributes.put(ERROR_TYPE, errorType);
    }
    duration.record(nanos / NANOS_PER_SECOND, attributes.build(), context);
  }

  void message(String outcome, @Nullable String errorType, Context context) {
    messages.add(
        1,
        errorType == null
            ? Attributes.of(EMAIL_SEND_OUTCOME, outcome)
            : Attributes.of(EMAIL_SEND_OUTCOME, outcome, ERROR_TYPE, errorType),
        context);
  }

  void recipients(int accepted, int refused, Context context) {
    if (accepted > 0) {
      recipients.add(accepted, ACCEPTED, context);
    }
    if (refused > 0) {
      recipients.add(refused, REFUSED, context);
    }
  }
}
