// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * The keys and values of an {@link EntryStore}: under {@code e} and the queue id the entries with
 * that id, under {@code o} and the place in the order one line about each. A value needs no other
 * to be read.
 */
final class StoredForm {
  /**
   * What stands in the order.
   *
   * @param order its place: greater for one that was put aside later
   * @param touchedMicros when something was heard of it
   * @param messageIdHash of the Message-ID, where {@code underWay}
   */
  record Line(
      long order, String queueId, long touchedMicros, boolean underWay, int messageIdHash) {}

  private static final char ENTRIES = 'e';
  private static final char ORDER = 'o';

  /** The first key behind all lines of the order. */
  static final byte[] ORDER_END = {ORDER + 1};

  private final SharedTexts writtenTexts = SharedTexts.inOrder();
  private final SharedTexts readTexts = SharedTexts.inOrder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  // What is stored has announced no other entry: the two functions about that are never called.
  private final EntryWriter entries = new EntryWriter(out, writtenTexts, Objects::isNull);

  static byte[] entriesKey(String queueId) {
    return (ENTRIES + queueId).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] orderKey(long order) {
    byte[] key = new byte[1 + Long.BYTES];
    key[0] = ORDER;
    for (int i = 0; i < Long.BYTES; i++) {
      key[1 + i] = (byte) (order >>> (8 * (Long.BYTES - 1 - i)));
    }
    return key;
  }

  /** The entry, to be appended to those that have the same queue id. */
  byte[] write(QueueEntry entry) {
    try {
      begin();
      out.writeLong(entry.asideOrder);
      entries.values().number(entry.sequence);
      entries.values().number(entry.touchedMicros);
      entries.write(entry);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private void begin() {
    bytes.reset();
    writtenTexts.clear();
  }

  /** The next entry of a value. */
  QueueEntry read(ByteArrayInputStream value) {
    try {
      DataInputStream in = new DataInputStream(value);
      readTexts.clear();
      EntryReader reader = new EntryReader(in, readTexts, Objects::requireNonNull);
      long order = in.readLong();
      long sequence = reader.values().number();
      long touched = reader.values().number();
      QueueEntry entry = reader.read(sequence);
      entry.asideOrder = order;
      entry.touchedMicros = touched;
      return entry;
    } catch (IOException e) {
      throw new EntryStoreException("an entry in the queue store is not understood", e);
    }
  }

  /** The entry's line. */
  byte[] line(QueueEntry entry) {
    try {
      begin();
      out.writeLong(entry.touchedMicros);
      out.writeBoolean(entry.underWay);
      out.writeInt(entry.messageId == null ? 0 : entry.messageId.hashCode());
      entries.values().text(entry.id);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** Reads an entry's line. */
  Line line(Map.Entry<byte[], byte[]> item) {
    try {
      DataInputStream key = new DataInputStream(new ByteArrayInputStream(item.getKey()));
      key.skipBytes(1);
      long order = key.readLong();
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(item.getValue()));
      long touched = in.readLong();
      boolean underWay = in.readBoolean();
      int messageIdHash = in.readInt();
      String queueId = new ValueReader(in, readTexts).someText();
      return new Line(order, queueId, touched, underWay, messageIdHash);
    } catch (IOException e) {
      throw new EntryStoreException("a line in the queue store is not understood", e);
    }
  }
}
