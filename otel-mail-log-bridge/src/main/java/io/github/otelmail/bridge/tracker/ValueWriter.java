// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values that snapshots and packed entries are made of, in as few bytes as is easy.
 * {@link ValueReader} is its other half.
 */
final class ValueWriter {
  /** Stands for the recipient in a reply, so that the replies to many are the same text. */
  static final char RECIPIENT = '\0';

  static final int NULL = -1;
  static final int SHARED = -2;

  static final int UNKNOWN_TIME = 0;
  static final int NO_TIME = 1;
  static final int OTHER_TIME = 2;
  static final int FIRST_DISTANCE = 3;

  /** Writes one element of a list. */
  @FunctionalInterface
  interface ElementWriter<T> {
    void write(T element) throws IOException;
  }

  final DataOutput out;
  private final SharedTexts shared;
  private long lastTime;

  ValueWriter(DataOutput out, SharedTexts shared) {
    this.out = out;
    this.shared = shared;
  }

  /** What follows does not refer to times written before. */
  void begin() {
    lastTime = 0;
  }

  /** Seven bits in a byte, small ones of either sign in one. */
  void number(long value) throws IOException {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** A time, or what stands for an unknown one: as the distance from the time before. */
  void time(long micros) throws IOException {
    if (micros == -1) {
      number(UNKNOWN_TIME);
    } else if (micros == Long.MIN_VALUE) {
      number(NO_TIME);
    } else if (micros <= 0) {
      number(OTHER_TIME);
      number(micros);
    } else {
      long distance = micros - lastTime;
      number(distance < 0 ? distance : distance + FIRST_DISTANCE);
      lastTime = micros;
    }
  }

  void text(@Nullable String text) throws IOException {
    if (text == null) {
      number(NULL);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length);
      out.write(bytes);
    }
  }

  /** For texts that many entries have: hosts, agents, clients. */
  void sharedText(@Nullable String text) throws IOException {
    Integer number = text == null ? null : shared.number(text);
    if (number != null) {
      number(SHARED);
      number(number);
      return;
    }
    text(text);
    if (text != null && !shared.areKept()) {
      shared.add(text);
    }
  }

  void choice(@Nullable Enum<?> value) throws IOException {
    sharedText(value == null ? null : value.name());
  }

  <T> void list(@Nullable List<T> list, ElementWriter<? super T> writer) throws IOException {
    number(list == null ? NULL : list.size());
    if (list != null) {
      for (T element : list) {
        writer.write(element);
      }
    }
  }

  void key(@Nullable EntryKey key) throws IOException {
    out.writeBoolean(key != null);
    if (key != null) {
      sharedText(key.host());
      sharedText(key.instance());
      text(key.queueId());
    }
  }

  void previous(Entry.@Nullable Previous previous) throws IOException {
    out.writeBoolean(previous != null);
    if (previous != null) {
      key(previous.key());
      identity(previous.identity());
      choice(previous.relation());
    }
  }

  private void identity(@Nullable EntryIdentity identity) throws IOException {
    out.writeBoolean(identity != null);
    if (identity != null) {
      sharedText(identity.host());
      text(identity.queueId());
      number(identity.second());
    }
  }

  void origin(@Nullable Origin origin) throws IOException {
    out.writeBoolean(origin != null);
    if (origin != null) {
      key(origin.entry());
      time(origin.arrivalMicros());
      text(origin.messageId());
      text(origin.traceparent());
      sharedText(origin.clientName());
      sharedText(origin.clientAddress());
      out.writeBoolean(origin.authenticated());
      out.writeBoolean(origin.local());
    }
  }

  void reply(@Nullable SmtpReply reply) throws IOException {
    out.writeBoolean(reply != null);
    if (reply != null) {
      number(reply.code());
      sharedText(reply.enhanced());
      text(reply.text());
    }
  }

  /** A reply that may name the recipient it was given for. */
  void reply(@Nullable SmtpReply reply, String recipient) throws IOException {
    boolean replaced = reply != null && !recipient.isEmpty() && reply.text().indexOf(RECIPIENT) < 0;
    out.writeBoolean(replaced);
    if (reply == null || !replaced) {
      reply(reply);
      return;
    }
    number(reply.code());
    sharedText(reply.enhanced());
    sharedText(reply.text().replace(recipient, String.valueOf(RECIPIENT)));
  }

  void reason(@Nullable FailureReason reason) throws IOException {
    choice(reason);
  }

  private void step(StepIdentity step) throws IOException {
    sharedText(step.host());
    text(step.queueId());
    text(step.recipient());
    text(step.original());
    time(step.lineMicros());
    number(step.delayMicros());
  }

  void attempt(Attempt attempt) throws IOException {
    step(attempt.identity());
    text(attempt.recipient());
    text(attempt.originalRecipient());
    number(attempt.number());
    sharedText(attempt.agent());
    time(attempt.startMicros());
    time(attempt.endMicros());
    number(attempt.queueManagerMicros());
    number(attempt.connectMicros());
    number(attempt.transmitMicros());
    relay(attempt.relay());
    number(attempt.connectionUse());
    choice(attempt.status());
    reply(attempt.reply());
    reason(attempt.reason());
    sharedText(attempt.tls());
    text(attempt.nextQueueId());
    out.writeBoolean(attempt.firstOfTransaction());
    list(attempt.hostFailures(), this::text);
  }

  private void relay(Relay relay) throws IOException {
    sharedText(relay.name());
    sharedText(relay.address());
    number(relay.port());
  }

  void waiting(Wait wait) throws IOException {
    step(wait.identity());
    text(wait.recipient());
    choice(wait.kind());
    time(wait.startMicros());
    time(wait.endMicros());
    reason(wait.reason());
  }

  /** A delivery without its attempts and waits, as {@link HistorySink#finished} gets it. */
  void delivery(Delivery delivery) throws IOException {
    step(delivery.identity());
    text(delivery.recipient());
    text(delivery.originalRecipient());
    choice(delivery.outcome());
    reason(delivery.reason());
    time(delivery.finishedMicros());
    reply(delivery.lastReply());
    number(delivery.attemptCount());
    text(delivery.notificationQueueId());
    key(delivery.next());
  }
}
