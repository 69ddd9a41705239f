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
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The metrics of sending. No attribute holds an address, an id or a text. */
final class Instruments {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Attributes ACCEPTED =
      Attributes.of(SMTP_RECIPIENT_RESULT, MailValues.RECIPIENT_ACCEPTED);
  private static final Attributes REFUSED =
      Attributes.of(SMTP_RECIPIENT_RESULT, MailValues.RECIPIENT_REFUSED);

  private static final Attributes SENT = Attributes.of(EMAIL_SEND_OUTCOME, MailValues.OUTCOME_SENT);

  /** Of the last operation that went well: most go to the same server as the one before. */
  private volatile @Nullable Operation lastGood;

  private final DoubleHistogram duration;
  private final LongCounter messages;
  private final LongCounter recipients;

  Instruments(Meter meter) {
    duration =
        withBuckets(
                meter
                    .histogramBuilder(MailMetrics.CLIENT_OPERATION_DURATION)
                    .setUnit(MailMetrics.UNIT_SECONDS)
                    .setDescription(
                        "Duration of handing a message over, or of opening a connection."))
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

  private static DoubleHistogramBuilder withBuckets(DoubleHistogramBuilder builder) {
    try {
      return builder.setExplicitBucketBoundariesAdvice(
          MailMetrics.CLIENT_OPERATION_DURATION_BUCKETS);
    } catch (NoSuchMethodError e) {
      return builder; // Before 1.32, as with Spring Boot 3.2, the SDK's own buckets have to do.
    }
  }

  /** One operation that is over; the values that are not known are null or 0. */
  void operation(
      String name, long nanos, Server server, @Nullable String errorType, Context context) {
    Operation last = lastGood;
    if (errorType == null && (last == null || !last.is(name, server))) {
      last = new Operation(name, server, attributes(name, server, null));
      lastGood = last;
    }
    duration.record(
        nanos / NANOS_PER_SECOND,
        errorType == null && last != null ? last.attributes : attributes(name, server, errorType),
        context);
  }

  private static Attributes attributes(String name, Server server, @Nullable String errorType) {
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
    return attributes.build();
  }

  private static final class Operation {
    private final String name;
    private final Server server;
    final Attributes attributes;

    Operation(String name, Server server, Attributes attributes) {
      this.name = name;
      this.server = server;
      this.attributes = attributes;
    }

    boolean is(String otherName, Server other) {
      return name.equals(otherName)
          && server.port == other.port
          && Objects.equals(server.address, other.address);
    }
  }

  void message(String outcome, @Nullable String errorType, Context context) {
    messages.add(
        1,
        errorType == null
            ? outcome.equals(MailValues.OUTCOME_SENT)
                ? SENT
                : Attributes.of(EMAIL_SEND_OUTCOME, outcome)
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
