// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Packs entries that wait for a long time, such as deferred ones, and unpacks them when something
 * is heard of them again.
 */
final class EntryPacker {
  // What is packed has announced no other entry: the two functions about that are never called.
  private final SharedTexts texts = SharedTexts.kept();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final EntryWriter writer =
      new EntryWriter(new DataOutputStream(bytes), texts, Objects::isNull);

  private int packed;

  /** Whether the entry stands alone: told to the outside, and nothing else refers to it. */
  static boolean canPack(QueueEntry entry) {
    return entry.published
        && !entry.waits
        && entry.pending == null
        && entry.continuations == null
        && entry.parent == null
        && entry.children == null;
  }

  /** The packed form of an entry, to be kept in its place. */
  PackedEntry pack(QueueEntry entry) {
    try {
      bytes.reset();
      writer.write(entry);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    packed++;
    return new PackedEntry(entry, bytes.toByteArray());
  }

  /** The entry again, to be kept in place of its packed form. */
  QueueEntry unpack(PackedEntry entry) {
    QueueEntry unpacked = look(entry);
    if (--packed == 0) {
      texts.clear();
    }
    return unpacked;
  }

  /** A copy of a packed entry. */
  QueueEntry look(PackedEntry entry) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry.state));
    try {
      QueueEntry unpacked =
          new EntryReader(in, texts, Objects::requireNonNull).read(entry.sequence);
      unpacked.touchedMicros = entry.touchedMicros;
      return unpacked;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }
}
