// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.EMAIL_NEXT_LOCAL_ID;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_ADDRESS;
import static io.github.otelmail.semconv.MailAttributes.EMAIL_RECIPIENT_DOMAIN;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RECIPIENT_RESULT;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_ENHANCED_STATUS_CODE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_STATUS_CODE;
import static io.github.otelmail.semconv.MailAttributes.SMTP_RESPONSE_TEXT;

import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailValues;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;

/** What spans and their events tell of a reply. */
final class ReplyAttributes {
  static void reply(Span span, Redaction redaction, SmtpReply reply) {
    span.setAttribute(SMTP_RESPONSE_STATUS_CODE, (long) reply.code);
    span.setAttribute(SMTP_RESPONSE_TEXT, redaction.text(reply.text));
    String enhanced = reply.enhancedCode();
    if (enhanced != null) {
      span.setAttribute(SMTP_RESPONSE_ENHANCED_STATUS_CODE, enhanced);
    }
    String queueId = reply.queueId();
    if (queueId != null) {
      span.setAttribute(EMAIL_NEXT_LOCAL_ID, queueId);
    }
  }

  static void recipientEvent(Span span, Redaction redaction, String address, SmtpReply reply) {
    AttributesBuilder attributes =
        of(redaction, reply).put(SMTP_RECIPIENT_RESULT, MailValues.RECIPIENT_REFUSED);
    String domain = redaction.domain(address);
    if (domain != null) {
      attributes.put(EMAIL_RECIPIENT_DOMAIN, domain);
    }
    String shown = redaction.address(address);
    if (shown != null) {
      attributes.put(EMAIL_RECIPIENT_ADDRESS, shown);
    }
    span.addEvent(MailEventNames.RECIPIENT, attributes.build());
  }

  private static AttributesBuilder of(Redaction redaction, SmtpReply reply) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(SMTP_RESPONSE_STATUS_CODE, (long) reply.code)
            .put(SMTP_RESPONSE_TEXT, redaction.text(reply.text));
    String enhanced = reply.enhancedCode();
    return enhanced == null
        ? attributes
        : attributes.put(SMTP_RESPONSE_ENHANCED_STATUS_CODE, enhanced);
  }

  private ReplyAttributes() {}
}
