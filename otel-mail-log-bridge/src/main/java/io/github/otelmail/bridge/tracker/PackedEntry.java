// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An entry that nothing was heard of for a while, in a third of the memory. */
final class PackedEntry extends Kept {
  private static final SharedTexts NONE_SHARED = SharedTexts.inOrder();

  /** As {@link EntryWriter} writes it, the queue id first. */
  final byte[] state;

  PackedEntry(QueueEntry entry, byte[] state) {
    super(null, entry.hash(), entry.sequence);
    this.state = state;
    touchedMicros = entry.touchedMicros;
  }

  @Override
  boolean isCalled(String queueId) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(state));
      return queueId.equals(new ValueReader(in, NONE_SHARED).text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
