// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.telemetry.EncodedSpans;

/** Spans on their way out, kept until the receiver has acknowledged them. */
final class Outbox {
  /** Spans after which no more lines are read before they are sent. */
  static final int FULL = 4096;

  /** Sends spans and waits until they are acknowledged. */
  @FunctionalInterface
  interface Export {
    /** False when it was ended before that. */
    boolean export(EncodedSpans spans);
  }

  private final Export export;
  private final EncodedSpans spans = new EncodedSpans();
  private long told;

  Outbox(Export export) {
    this.export = export;
  }

  /** To be added to. */
  EncodedSpans spans() {
    return spans;
  }

  /** How many spans were added since this was asked last. */
  long made() {
    long made = spans.total() - told;
    told += made;
    return made;
  }

  int size() {
    return spans.size();
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  boolean isFull() {
    return spans.size() >= FULL;
  }

  /** Sends all of it; false when that was ended early, and then all of it is still here. */
  boolean send() {
    if (!spans.isEmpty()) {
      if (!export.export(spans)) {
        return false;
      }
      spans.clear();
    }
    return true;
  }
}
