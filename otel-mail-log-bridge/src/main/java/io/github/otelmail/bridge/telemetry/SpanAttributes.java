// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.MailAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the spans say: attributes from histories, no address more than the policy allows. */
final class SpanAttributes {
  /** Delivery agents that speak to a server; the others run a program or write a file. */
  private static final Set<String> PROTOCOLS = Set.of("smtp", "lmtp");

  private static final String NO_RELAY = "none";
  private static final double MICROS_PER_SECOND = 1e6;

  private final AddressPolicy addresses;

  SpanAttributes(AddressPolicy addresses) {
    this.addresses = addresses;
  }

  Attributes receive(Entry entry, MessageContext message) {
    AttributesBuilder to = common(entry);
    putMessage(to, entry, message);
    put(to, MailAttributes.MESSAGING_MESSAGE_ID, entry.messageId());
    put(to, MailAttributes.CLIENT_ADDRESS, entry.clientAddress());
    if (entry.sizeBytes() >= 0) {
      to.put(MailAttributes.SMTP_DATA_SIZE, entry.sizeBytes());
    }
    if (entry.recipientCount() >= 0) {
      to.put(MailAttributes.EMAIL_RECIPIENT_COUNT, (long) entry.recipientCount());
    }
    to.put(MailAttributes.EMAIL_TRACE_SOURCE, word(message.source()));
    to.put(MailAttributes.EMAIL_TRACE_TRUST, word(message.trust()));
    return to.build();
  }

  Attributes pause(Entry entry, Wait wait) {
    AttributesBuilder to = common(entry);
    putRecipient(to, wait.recipient());
    putReason(to, wait.reason());
    return to.build();
  }

  Attributes attempt(Entry entry, Attempt attempt) {
    AttributesBuilder to = common(entry);
    putRecipient(to, attempt.recipient());
    putRelay(to, attempt);
    putReply(to, attempt.reply());
    to.put(MailAttributes.SMTP_RESPONSE_TEXT, replyText(attempt, attempt.reply().text()));
    to.put(MailAttributes.EMAIL_DELIVERY_ATTEMPT, (long) attempt.number());
    to.put(MailAttributes.EMAIL_DELIVERY_AGENT, attempt.agent());
    putSeconds(to, MailAttributes.EMAIL_DELIVERY_CONNECT_DURATION, attempt.connectMicros());
    putSeconds(to, MailAttributes.EMAIL_DELIVERY_TRANSMIT_DURATION, attempt.transmitMicros());
    put(to, MailAttributes.SMTP_TLS_STATUS, attempt.tls());
    put(to, MailAttributes.EMAIL_NEXT_LOCAL_ID, attempt.nextQueueId());
    if (attempt.status() != DeliveryStatus.SENT) {
      putReason(to, attempt.reason());
      to.put(
          MailAttributes.ERROR_TYPE,
          errorType(attempt.reply(), attempt.reason(), attempt.status()));
    }
    return to.build();
  }

  /**
   * @param late whether the deadline had passed at the end, null without a deadline
   */
  Attributes delivery(
      Entry entry, Delivery delivery, MessageContext message, @Nullable Boolean late) {
    AttributesBuilder to = common(entry);
    putMessage(to, entry, message);
    putRecipient(to, delivery.recipient());
    to.put(MailAttributes.EMAIL_DELIVERY_OUTCOME, delivery.outcome().word());
    putReason(to, delivery.reason());
    to.put(MailAttributes.EMAIL_DELIVERY_ATTEMPTS, (long) delivery.attemptCount());
    if (late != null) {
      to.put(MailAttributes.EMAIL_LATE, late);
    }
    SmtpReply reply = delivery.lastReply();
    if (reply != null) {
      putReply(to, reply);
    }
    if (failed(delivery)) {
      to.put(MailAttributes.ERROR_TYPE, errorType(reply, delivery.reason(), delivery.outcome()));
    }
    put(to, MailAttributes.EMAIL_NOTIFICATION_LOCAL_ID, delivery.notificationQueueId());
    if (delivery.next() != null) {
      to.put(MailAttributes.EMAIL_NEXT_LOCAL_ID, delivery.next().queueId());
    }
    return to.build();
  }

  Attributes hostFailure(Attempt attempt, String text) {
    return Attributes.of(MailAttributes.SMTP_RESPONSE_TEXT, replyText(attempt, text));
  }

  /** The text as the policy allows it. */
  String replyText(Attempt attempt, String text) {
    return addresses.redact(text, attempt.recipient(), attempt.originalRecipient());
  }

  /** True when the recipient will never get the message, and the MTA says so. */
  static boolean failed(Delivery delivery) {
    return delivery.outcome() == Delivery.Outcome.BOUNCED
        || delivery.outcome() == Delivery.Outcome.EXPIRED;
  }

  /** The enhanced status code, else the reply code, else the reason, else the outcome. */
  private static String errorType(
      @Nullable SmtpReply reply, @Nullable FailureReason reason, Enum<?> outcome) {
    if (reply != null && reply.enhanced() != null) {
      return reply.enhanced();
    }
    if (reply != null && reply.code() > 0) {
      return Integer.toString(reply.code());
    }
    return reason == null ? word(outcome) : reason.word();
  }

  private static AttributesBuilder common(Entry entry) {
    return Attributes.builder()
        .put(MailAttributes.MESSAGING_SYSTEM, MailAttributes.MESSAGING_SYSTEM_SMTP)
        .put(MailAttributes.EMAIL_LOCAL_ID, entry.key().queueId());
  }

  /**
   * Stream and deadline are the application's wish for its mail, not for notifications about it.
   */
  private static void putMessage(AttributesBuilder to, Entry entry, MessageContext message) {
    put(to, MailAttributes.EMAIL_MESSAGE_ID, entry.messageId());
    if (entry.isNotification()) {
      to.put(MailAttributes.EMAIL_NOTIFICATION, true);
      return;
    }
    put(to, MailAttributes.EMAIL_STREAM, message.stream());
    if (message.deadlineSeconds() >= 0) {
      to.put(MailAttributes.EMAIL_DEADLINE, message.deadlineSeconds());
    }
  }

  private void putRecipient(AttributesBuilder to, String recipient) {
    put(to, MailAttributes.EMAIL_RECIPIENT_DOMAIN, addresses.domain(recipient));
    put(to, MailAttributes.EMAIL_RECIPIENT_ADDRESS, addresses.address(recipient));
  }

  private static void putRelay(AttributesBuilder to, Attempt attempt) {
    Relay relay = attempt.relay();
    if (!PROTOCOLS.contains(attempt.agent())) {
      return;
    }
    to.put(MailAttributes.NETWORK_PROTOCOL_NAME, attempt.agent());
    if (relay.name().equals(NO_RELAY)) {
      return;
    }
    to.put(MailAttributes.SERVER_ADDRESS, relay.name());
    put(to, MailAttributes.NETWORK_PEER_ADDRESS, relay.address());
    if (relay.port() > 0) {
      to.put(MailAttributes.SERVER_PORT, (long) relay.port());
      to.put(MailAttributes.NETWORK_PEER_PORT, (long) relay.port());
    }
    if (attempt.connectionUse() > 0) {
      to.put(MailAttributes.SMTP_CONNECTION_USE, (long) attempt.connectionUse());
    }
  }

  private static void putReply(AttributesBuilder to, SmtpReply reply) {
    if (reply.code() > 0) {
      to.put(MailAttributes.SMTP_RESPONSE_STATUS_CODE, (long) reply.code());
    }
    put(to, MailAttributes.SMTP_RESPONSE_ENHANCED_STATUS_CODE, reply.enhanced());
  }

  private static void putReason(AttributesBuilder to, @Nullable FailureReason reason) {
    put(to, MailAttributes.EMAIL_DELIVERY_REASON, reason == null ? null : reason.word());
  }

  private static void putSeconds(AttributesBuilder to, AttributeKey<Double> key, long micros) {
    if (micros >= 0) {
      to.put(key, micros / MICROS_PER_SECOND);
    }
  }

  private static void put(AttributesBuilder to, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      to.put(key, value);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
