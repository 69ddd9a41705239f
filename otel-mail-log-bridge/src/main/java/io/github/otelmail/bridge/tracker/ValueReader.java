// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.Relay;
import io.github.otelmail.bridge.event.SmtpReply;
import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ValueWriter} wrote. Damage shows as an {@link IOException}. */
final class ValueReader {
  /** No text of a log line comes near this. */
  private static final int MAX_TEXT_BYTES = 1 << 24;

  /** Reads one element of a list. */
  @FunctionalInterface
  interface ElementReader<T> {
    T read() throws IOException;
  }

  final DataInput in;
  private final SharedTexts shared;
  private long lastTime;

  ValueReader(DataInput in, SharedTexts shared) {
    this.in = in;
    this.shared = shared;
  }

  static IOException damaged(String what) {
    return new IOException("The tracker's snapshot is damaged (" + what + ")");
  }

  /** See {@link ValueWriter#begin}. */
  void begin() {
    lastTime = 0;
  }

  long number() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.readByte();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw damaged("a number without end");
  }

  int integer() throws IOException {
    long value = number();
    if (value != (int) value) {
      throw damaged("a number as large as " + value);
    }
    return (int) value;
  }

  long time() throws IOException {
    long code = number();
    if (code == ValueWriter.UNKNOWN_TIME) {
      return -1;
    }
    if (code == ValueWriter.NO_TIME) {
      return Long.MIN_VALUE;
    }
    if (code == ValueWriter.OTHER_TIME) {
      return number();
    }
    lastTime += code < 0 ? code : code - ValueWriter.FIRST_DISTANCE;
    return lastTime;
  }

  @Nullable String text() throws IOException {
    return text(integer());
  }

  private @Nullable String text(int length) throws IOException {
    if (length == ValueWriter.NULL) {
      return null;
    }
    if (length < 0 || length > MAX_TEXT_BYTES) {
      throw damaged("a text of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String someText() throws IOException {
    return present(text());
  }

  @Nullable String sharedText() throws IOException {
    int length = integer();
    if (length == ValueWriter.SHARED) {
      return shared.get(index(integer(), shared.size()));
    }
    String text = text(length);
    if (text != null && !shared.areKept()) {
      shared.add(text);
    }
    return text;
  }

  String someSharedText() throws IOException {
    return present(sharedText());
  }

  static <T> T present(@Nullable T value) throws IOException {
    if (value == null) {
      throw damaged("a value is missing");
    }
    return value;
  }

  static int index(int index, int size) throws IOException {
    if (index < 0 || index >= size) {
      throw damaged("a reference to " + index + " of " + size);
    }
    return index;
  }

  /** A count or a size. */
  int count() throws IOException {
    int count = integer();
    if (count < 0) {
      throw damaged("a count of " + count);
    }
    return count;
  }

  <E extends Enum<E>> @Nullable E choice(Class<E> type) throws IOException {
    String name = sharedText();
    if (name == null) {
      return null;
    }
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      IOException damaged = damaged("no " + type.getSimpleName() + " is called that");
      damaged.initCause(e);
      throw damaged;
    }
  }

  <T> @Nullable List<T> list(ElementReader<T> reader) throws IOException {
    int size = integer();
    if (size == ValueWriter.NULL) {
      return null;
    }
    if (size < 0) {
      throw damaged("a list of " + size);
    }
    List<T> list = new ArrayList<>(Math.min(size, 1000));
    for (int i = 0; i < size; i++) {
      list.add(reader.read());
    }
    return list;
  }

  @Nullable EntryKey key() throws IOException {
    return in.readBoolean() ? new EntryKey(someSharedText(), someSharedText(), someText()) : null;
  }

  Entry.@Nullable Previous previous() throws IOException {
    return in.readBoolean() ? new Entry.Previous(key(), identity(), present(relation())) : null;
  }

  private @Nullable EntryIdentity identity() throws IOException {
    return in.readBoolean() ? new EntryIdentity(someSharedText(), someText(), number()) : null;
  }

  Entry.@Nullable Relation relation() throws IOException {
    return choice(Entry.Relation.class);
  }

  Delivery.@Nullable Outcome outcome() throws IOException {
    return choice(Delivery.Outcome.class);
  }

  @Nullable FailureReason reason() throws IOException {
    return choice(FailureReason.class);
  }

  @Nullable Origin origin() throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    return new Origin(
        present(key()),
        time(),
        text(),
        text(),
        sharedText(),
        sharedText(),
        in.readBoolean(),
        in.readBoolean());
  }

  @Nullable SmtpReply reply() throws IOException {
    return in.readBoolean() ? new SmtpReply(integer(), sharedText(), someText()) : null;
  }

  @Nullable SmtpReply reply(String recipient) throws IOException {
    if (!in.readBoolean()) {
      return reply();
    }
    int code = integer();
    String enhanced = sharedText();
    String text = someSharedText().replace(String.valueOf(ValueWriter.RECIPIENT), recipient);
    return new SmtpReply(code, enhanced, text);
  }

  private StepIdentity step() throws IOException {
    return new StepIdentity(someSharedText(), someText(), text(), text(), time(), number());
  }

  Attempt attempt() throws IOException {
    return new Attempt(
        step(),
        someText(),
        text(),
        integer(),
        someSharedText(),
        time(),
        time(),
        number(),
        number(),
        number(),
        new Relay(someSharedText(), sharedText(), integer()),
        integer(),
        present(choice(DeliveryStatus.class)),
        present(reply()),
        reason(),
        sharedText(),
        text(),
        in.readBoolean(),
        present(list(this::someText)));
  }

  Wait waiting() throws IOException {
    return new Wait(step(), someText(), present(choice(Wait.Kind.class)), time(), time(), reason());
  }

  Delivery delivery() throws IOException {
    return new Delivery(
        step(),
        someText(),
        text(),
        present(outcome()),
        reason(),
        time(),
        reply(),
        integer(),
        List.of(),
        List.of(),
        text(),
        key());
  }
}
