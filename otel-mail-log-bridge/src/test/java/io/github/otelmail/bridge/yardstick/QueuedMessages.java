// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.util.Arrays;

/** The messages in the queue by their queue ids: open addressing, objects used again. */
final class QueuedMessages {
  private QueuedMessage[] slots = new QueuedMessage[1 << 13];
  private QueuedMessage[] spare = new QueuedMessage[1 << 12];
  private int spares;
  private int size;
  long seen;

  QueuedMessage get(long key1, long key2, long now) {
    int mask = slots.length - 1;
    int slot = (int) mix(key1 ^ key2 * 31) & mask;
    for (QueuedMessage here = slots[slot]; here != null; here = slots[slot]) {
      if (here.key1 == key1 && here.key2 == key2) {
        return here;
      }
      slot = slot + 1 & mask;
    }
    QueuedMessage message = spares > 0 ? spare[--spares] : new QueuedMessage();
    message.key1 = key1;
    message.key2 = key2;
    message.traceHigh = mix(key1 + now);
    message.traceLow = mix(key2 ^ message.traceHigh);
    message.spanId = mix(message.traceLow);
    message.start = now;
    message.attempts = 0;
    message.status = 0;
    message.queued = false;
    message.size = 0;
    slots[slot] = message;
    seen++;
    if (++size > slots.length / 2) {
      grow();
    }
    return message;
  }

  private void grow() {
    QueuedMessage[] before = slots;
    slots = new QueuedMessage[2 * before.length];
    for (QueuedMessage message : before) {
      if (message != null) {
        int slot = home(message);
        while (slots[slot] != null) {
          slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = message;
      }
    }
  }

  private int home(QueuedMessage message) {
    return (int) mix(message.key1 ^ message.key2 * 31) & slots.length - 1;
  }

  void remove(QueuedMessage message) {
    int mask = slots.length - 1;
    int gap = home(message);
    while (slots[gap] != message) {
      gap = gap + 1 & mask;
    }
    for (int next = gap + 1 & mask; slots[next] != null; next = next + 1 & mask) {
      if ((next - home(slots[next]) & mask) >= (next - gap & mask)) {
        slots[gap] = slots[next];
        gap = next;
      }
    }
    slots[gap] = null;
    size--;
    if (spares < spare.length) {
      spare[spares++] = message;
    }
  }

  QueuedMessage[] left() {
    return Arrays.stream(slots).filter(message -> message != null).toArray(QueuedMessage[]::new);
  }

  /** The finalizer of splitmix64. */
  static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
