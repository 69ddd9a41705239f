// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

/** A message in the queue, and its attributes, already encoded. */
final class QueuedMessage extends SpanWriter {
  long key1;
  long key2;
  long traceHigh;
  long traceLow;
  long spanId;
  long start;
  int attempts;
  int status;
  boolean queued;

  QueuedMessage() {
    super(512);
  }

  @Override
  void string(byte[] key, byte[] from, int start, int end) {
    ensure(end - start + 64);
    super.string(key, from, start, end);
  }

  @Override
  void integer(byte[] key, long value) {
    ensure(64);
    super.integer(key, value);
  }
}
