// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the values that a snapshot is made of. {@link ValueReader} is its other half. */
final class ValueWriter {
  /** Strings that are written once and then named by number. */
  static final int MAX_SHARED = 10_000;

  static final int NULL = -1;
  static final int SHARED = -2;

  /** Writes one element of a list. */
  @FunctionalInterface
  interface ElementWriter<T> {
    void write(T element) throws IOException;
  }

  final DataOutput out;
  private final Map<String, Integer> shared = new HashMap<>();

  ValueWriter(DataOutput out) {
    this.out = out;
  }

  void text(@Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(NULL);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /** For texts that many entries have: hosts, agents, clients. */
  void sharedText(@Nullable String text) throws IOException {
    Integer number = text == null ? null : shared.get(text);
    if (number != null) {
      out.writeInt(SHARED);
      out.writeInt(number);
      return;
    }
    text(text);
    if (text != null && shared.size() < MAX_SHARED) {
      shared.put(text, shared.size());
    }
  }

  void choice(@Nullable Enum<?> value) throws IOException {
    sharedText(value == null ? null : value.name());
  }

  <T> void list(@Nullable List<T> list, ElementWriter<? super T> writer) throws IOException {
    out.writeInt(list == null ? NULL : list.size());
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
      out.writeLong(identity.second());
    }
  }

  void origin(@Nullable Origin origin) throws IOException {
    out.writeBoolean(origin != null);
    if (origin != null) {
      key(origin.entry());
      out.writeLong(origin.arrivalMicros());
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
      out.writeInt(reply.code());
      sharedText(reply.enhanced());
      text(reply.text());
    }
  }

  void reason(@Nullable FailureReason reason) throws IOException {
    choice(reason);
  }

  void attempt(Attempt attempt) throws IOException {
    text(attempt.identity());
    text(attempt.recipient());
    text(attempt.originalRecipient());
    out.writeInt(attempt.number());
    sharedText(attempt.agent());
    out.writeLong(attempt.startMicros());
    out.writeLong(attempt.endMicros());
    out.writeLong(attempt.queueManagerMicros());
    out.writeLong(attempt.connectMicros());
    out.writeLong(attempt.transmitMicros());
    relay(attempt.relay());
    out.writeInt(attempt.connectionUse());
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
    out.writeInt(relay.port());
  }

  void waiting(Wait wait) throws IOException {
    text(wait.identity());
    text(wait.recipient());
    choice(wait.kind());
    out.writeLong(wait.startMicros());
    out.writeLong(wait.endMicros());
    reason(wait.reason());
  }

  /** A delivery without its attempts and waits, as {@link HistorySink#finished} gets it. */
  void delivery(Delivery delivery) throws IOException {
    text(delivery.identity());
    text(delivery.recipient());
    text(delivery.originalRecipient());
    choice(delivery.outcome());
    reason(delivery.reason());
    out.writeLong(delivery.finishedMicros());
    reply(delivery.lastReply());
    out.writeInt(delivery.attemptCount());
    text(delivery.notificationQueueId());
    key(delivery.next());
  }
}
