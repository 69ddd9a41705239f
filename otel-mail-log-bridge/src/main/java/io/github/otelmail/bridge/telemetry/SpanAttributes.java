// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.MailAttributes;
import io.github.otelmail.semconv.MailEventNames;
import org.jspecify.annotations.Nullable;

/** What the spans say: attributes from histories, no address more than the policy allows. */
final class SpanAttributes {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final byte[] NOTHING = {};

  private static final SpanKey<String> MESSAGE_ID = SpanKey.of(MailAttributes.EMAIL_MESSAGE_ID);
  private static final SpanKey<String> LOCAL_ID = SpanKey.of(MailAttributes.EMAIL_LOCAL_ID);
  private static final SpanKey<String> NEXT_LOCAL_ID =
      SpanKey.of(MailAttributes.EMAIL_NEXT_LOCAL_ID);
  private static final SpanKey<String> NOTIFICATION_LOCAL_ID =
      SpanKey.of(MailAttributes.EMAIL_NOTIFICATION_LOCAL_ID);
  private static final SpanKey<String> RECIPIENT_ADDRESS =
      SpanKey.of(MailAttributes.EMAIL_RECIPIENT_ADDRESS);
  private static final SpanKey<String> RECIPIENT_DOMAIN =
      SpanKey.of(MailAttributes.EMAIL_RECIPIENT_DOMAIN);
  private static final SpanKey<Long> RECIPIENT_COUNT =
      SpanKey.of(MailAttributes.EMAIL_RECIPIENT_COUNT);
  private static final SpanKey<String> STREAM = SpanKey.of(MailAttributes.EMAIL_STREAM);
  private static final SpanKey<Long> DEADLINE = SpanKey.of(MailAttributes.EMAIL_DEADLINE);
  private static final SpanKey<Boolean> LATE = SpanKey.of(MailAttributes.EMAIL_LATE);
  private static final SpanKey<Boolean> NOTIFICATION =
      SpanKey.of(MailAttributes.EMAIL_NOTIFICATION);
  private static final SpanKey<Long> ATTEMPTS = SpanKey.of(MailAttributes.EMAIL_DELIVERY_ATTEMPTS);
  private static final SpanKey<Long> ATTEMPT = SpanKey.of(MailAttributes.EMAIL_DELIVERY_ATTEMPT);
  private static final SpanKey<String> AGENT = SpanKey.of(MailAttributes.EMAIL_DELIVERY_AGENT);
  private static final SpanKey<Double> CONNECT_DURATION =
      SpanKey.of(MailAttributes.EMAIL_DELIVERY_CONNECT_DURATION);
  private static final SpanKey<Double> TRANSMIT_DURATION =
      SpanKey.of(MailAttributes.EMAIL_DELIVERY_TRANSMIT_DURATION);
  private static final SpanKey<Long> STATUS_CODE =
      SpanKey.of(MailAttributes.SMTP_RESPONSE_STATUS_CODE);
  private static final SpanKey<String> ENHANCED_STATUS_CODE =
      SpanKey.of(MailAttributes.SMTP_RESPONSE_ENHANCED_STATUS_CODE);
  private static final SpanKey<String> RESPONSE_TEXT =
      SpanKey.of(MailAttributes.SMTP_RESPONSE_TEXT);
  private static final SpanKey<Long> DATA_SIZE = SpanKey.of(MailAttributes.SMTP_DATA_SIZE);
  private static final SpanKey<Long> CONNECTION_USE =
      SpanKey.of(MailAttributes.SMTP_CONNECTION_USE);
  private static final SpanKey<String> TLS_STATUS = SpanKey.of(MailAttributes.SMTP_TLS_STATUS);
  private static final SpanKey<String> MESSAGING_MESSAGE_ID =
      SpanKey.of(MailAttributes.MESSAGING_MESSAGE_ID);
  private static final SpanKey<String> CLIENT_ADDRESS = SpanKey.of(MailAttributes.CLIENT_ADDRESS);
  private static final SpanKey<String> ERROR_TYPE = SpanKey.of(MailAttributes.ERROR_TYPE);

  private static final byte[] SYSTEM =
      SpanKey.encoded(
          SpanKey.of(MailAttributes.MESSAGING_SYSTEM), MailAttributes.MESSAGING_SYSTEM_SMTP);
  private static final WordAttribute<Delivery.Outcome> OUTCOMES =
      new WordAttribute<>(MailAttributes.EMAIL_DELIVERY_OUTCOME, Delivery.Outcome.class);
  private static final WordAttribute<FailureReason> REASONS =
      new WordAttribute<>(MailAttributes.EMAIL_DELIVERY_REASON, FailureReason.class);
  private static final WordAttribute<MessageContext.Source> SOURCES =
      new WordAttribute<>(MailAttributes.EMAIL_TRACE_SOURCE, MessageContext.Source.class);
  private static final WordAttribute<MessageContext.Trust> TRUSTS =
      new WordAttribute<>(MailAttributes.EMAIL_TRACE_TRUST, MessageContext.Trust.class);

  private final AddressPolicy addresses;
  private final RelayAttributes relays = new RelayAttributes();

  /** The steps of a recipient come together, and its address is the same object in all of them. */
  private String lastRecipient = "";

  private byte[] lastRecipientAttributes = NOTHING;

  SpanAttributes(AddressPolicy addresses) {
    this.addresses = addresses;
  }

  /** The attributes that all spans of an entry have, encoded. */
  static byte[] common(Entry entry) {
    ProtobufWriter to = new ProtobufWriter(128);
    to.raw(SYSTEM);
    SpanKey.write(to, SpanKey.OF_SPAN, LOCAL_ID, entry.key().queueId());
    return to.copy();
  }

  void receive(SpanWriter to, Entry entry, EntryTrace trace) {
    MessageContext message = trace.message();
    to.put(trace.common());
    putMessage(to, entry, message);
    to.put(MESSAGING_MESSAGE_ID, entry.messageId());
    to.put(CLIENT_ADDRESS, entry.clientAddress());
    if (entry.sizeBytes() >= 0) {
      to.put(DATA_SIZE, entry.sizeBytes());
    }
    if (entry.recipientCount() >= 0) {
      to.put(RECIPIENT_COUNT, entry.recipientCount());
    }
    to.put(SOURCES.of(message.source()));
    to.put(TRUSTS.of(message.trust()));
  }

  void pause(SpanWriter to, EntryTrace trace, Wait wait) {
    to.put(trace.common());
    putRecipient(to, wait.recipient());
    putReason(to, wait.reason());
  }

  /**
   * @param replyText the text of the reply as {@link #replyText} shows it
   */
  void attempt(SpanWriter to, EntryTrace trace, Attempt attempt, String replyText) {
    to.put(trace.common());
    putRecipient(to, attempt.recipient());
    to.put(relays.of(attempt.relay(), attempt.agent()));
    if (attempt.connectionUse() > 0 && RelayAttributes.isServer(attempt.relay(), attempt.agent())) {
      to.put(CONNECTION_USE, attempt.connectionUse());
    }
    putReply(to, attempt.reply());
    to.put(RESPONSE_TEXT, replyText);
    to.put(ATTEMPT, attempt.number());
    to.put(AGENT, attempt.agent());
    putSeconds(to, CONNECT_DURATION, attempt.connectMicros());
    putSeconds(to, TRANSMIT_DURATION, attempt.transmitMicros());
    to.put(TLS_STATUS, attempt.tls());
    to.put(NEXT_LOCAL_ID, attempt.nextQueueId());
    if (attempt.status() != DeliveryStatus.SENT) {
      putReason(to, attempt.reason());
      to.put(ERROR_TYPE, errorType(attempt.reply(), attempt.reason(), attempt.status()));
    }
  }

  /**
   * @param late whether the deadline had passed at the end, null without a deadline
   */
  void delivery(
      SpanWriter to, Entry entry, Delivery delivery, EntryTrace trace, @Nullable Boolean late) {
    to.put(trace.common());
    putMessage(to, entry, trace.message());
    putRecipient(to, delivery.recipient());
    to.put(OUTCOMES.of(delivery.outcome()));
    putReason(to, delivery.reason());
    to.put(ATTEMPTS, delivery.attemptCount());
    if (late != null) {
      to.put(LATE, late);
    }
    SmtpReply reply = delivery.lastReply();
    if (reply != null) {
      putReply(to, reply);
    }
    if (failed(delivery)) {
      to.put(ERROR_TYPE, errorType(reply, delivery.reason(), delivery.outcome()));
    }
    to.put(NOTIFICATION_LOCAL_ID, delivery.notificationQueueId());
    if (delivery.next() != null) {
      to.put(NEXT_LOCAL_ID, delivery.next().queueId());
    }
  }

  /** A host that failed before the one that decided. */
  void hostFailure(SpanWriter to, long micros, Attempt attempt, String text) {
    to.event(micros, MailEventNames.HOST_FAILED, RESPONSE_TEXT, replyText(attempt, text));
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
    return WordAttribute.word(reason == null ? outcome : reason);
  }

  /**
   * Stream and deadline are the application's wish for its mail, not for notifications about it.
   */
  private static void putMessage(SpanWriter to, Entry entry, MessageContext message) {
    to.put(MESSAGE_ID, entry.messageId());
    if (entry.isNotification()) {
      to.put(NOTIFICATION, true);
      return;
    }
    to.put(STREAM, message.stream());
    if (message.deadlineSeconds() >= 0) {
      to.put(DEADLINE, message.deadlineSeconds());
    }
  }

  @SuppressWarnings("ReferenceEquality") // Another object with the same text costs time only.
  private void putRecipient(SpanWriter to, String recipient) {
    if (recipient != lastRecipient) {
      lastRecipient = recipient;
      lastRecipientAttributes = recipient(recipient);
    }
    to.put(lastRecipientAttributes);
  }

  private byte[] recipient(String recipient) {
    String domain = addresses.domain(recipient);
    String address = addresses.address(recipient);
    if (domain == null && address == null) {
      return NOTHING;
    }
    ProtobufWriter to = new ProtobufWriter(128);
    if (domain != null) {
      SpanKey.write(to, SpanKey.OF_SPAN, RECIPIENT_DOMAIN, domain);
    }
    if (address != null) {
      SpanKey.write(to, SpanKey.OF_SPAN, RECIPIENT_ADDRESS, address);
    }
    return to.copy();
  }

  private static void putReply(SpanWriter to, SmtpReply reply) {
    if (reply.code() > 0) {
      to.put(STATUS_CODE, reply.code());
    }
    to.put(ENHANCED_STATUS_CODE, reply.enhanced());
  }

  private static void putReason(SpanWriter to, @Nullable FailureReason reason) {
    if (reason != null) {
      to.put(REASONS.of(reason));
    }
  }

  private static void putSeconds(SpanWriter to, SpanKey<Double> key, long micros) {
    if (micros >= 0) {
      to.put(key, micros / MICROS_PER_SECOND);
    }
  }
}
