// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.util.List;

/** Lines that came over the network together, and what is to be done when they are safe. */
final class ReceivedLines {
  /** For senders that do not wait for an answer. */
  static final Runnable UNANSWERED = () -> {};

  private enum State {
    WAITING,
    TAKEN,
    WITHDRAWN
  }

  private final List<byte[]> lines;
  private final long bytes;
  private final Runnable onSafe;
  private State state = State.WAITING;

  /**
   * A batch.
   *
   * @param lines without line ends; not to be changed any more
   * @param onSafe called once, from any thread, when nothing can lose them any more
   */
  ReceivedLines(List<byte[]> lines, Runnable onSafe) {
    this.lines = lines;
    this.onSafe = onSafe;
    long sum = 0;
    for (byte[] line : lines) {
      sum += line.length + ReceiveQueue.BYTES_PER_LINE;
    }
    this.bytes = sum;
  }

  List<byte[]> lines() {
    return lines;
  }

  /** What it takes in memory, about. */
  long bytes() {
    return bytes;
  }

  /** Begins to use the lines; false when they were withdrawn before. */
  synchronized boolean take() {
    if (state == State.WITHDRAWN) {
      return false;
    }
    state = State.TAKEN;
    return true;
  }

  /** Undoes {@link #take}: the lines were not used. */
  synchronized void putBack() {
    state = State.WAITING;
  }

  /** Takes the lines back, as if they had never been offered; false when they are in use. */
  synchronized boolean withdraw() {
    if (state == State.TAKEN) {
      return false;
    }
    state = State.WITHDRAWN;
    return true;
  }

  /** True when somebody waits to hear that the lines are safe. */
  boolean isAwaited() {
    return onSafe != UNANSWERED;
  }

  void safe() {
    onSafe.run();
  }
}
