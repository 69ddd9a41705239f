// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the inputs that listen on ports have in common: limits, counts, and a queue to read. */
abstract class NetworkSource implements LogSource {
  private final String name;
  private final NetworkLimits limits;
  private final PipelineListener listener;
  private final LossCounts losses;
  private final LineQueue queue;

  /**
   * Listens nowhere yet.
   *
   * @param losses told of when something is read
   * @param queue takes what is received
   */
  NetworkSource(
      String name,
      NetworkLimits limits,
      LossCounts losses,
      LineQueue queue,
      PipelineListener listener) {
    this.name = name;
    this.limits = limits;
    this.losses = losses;
    this.queue = queue;
    this.listener = listener;
  }

  /**
   * Where an input of that name keeps what it received.
   *
   * @param spooling null to keep it in memory only
   * @param onInput called from another thread when there is a line where there was none
   * @throws IOException when the directory cannot be made or read
   */
  static LineQueue queue(
      String name,
      NetworkLimits limits,
      @Nullable Spooling spooling,
      Runnable onInput,
      PipelineListener listener)
      throws IOException {
    return spooling == null
        ? new ReceiveQueue(limits.queueBytes(), onInput)
        : Spool.open(
            name,
            spooling,
            limits.queueBytes(),
            onInput,
            text -> listener.notice(name + ": " + text));
  }

  /** Tells the operator where it listens. */
  final void listening(Object addresses) {
    listener.notice(name + ": listening on " + addresses);
  }

  final Reception reception() {
    return queue;
  }

  final NetworkLimits limits() {
    return limits;
  }

  final LossCounts losses() {
    return losses;
  }

  /** Connections that are open, or whose messages are not passed on yet. */
  abstract int connections();

  /** Nothing more is received when this returns. May be called again. */
  abstract void stopListening();

  /** Closes what is open: whatever was received is dealt with, or will not be. */
  abstract void closeConnections();

  /** What is in memory and not read, about; bytes. */
  final long waitingBytes() {
    return queue.waitingBytes();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Next next(LogLine line) {
    losses.tell(listener);
    return queue.next(line);
  }

  @Override
  public final @Nullable String position() {
    return queue.position();
  }

  @Override
  public final void acknowledge() {
    queue.acknowledge();
  }

  @Override
  public final long modifiedMicros() {
    return Long.MIN_VALUE;
  }

  @Override
  public final long unreadBytes() {
    return queue.unreadBytes();
  }

  @Override
  public final long storedBytes() {
    return queue.storedBytes();
  }

  @Override
  public final @Nullable String trouble() {
    String trouble = queue.trouble();
    return trouble == null ? null : name + ": " + trouble;
  }

  @Override
  public final boolean stopReceiving() {
    stopListening();
    return !queue.isKept();
  }

  @Override
  public final void close() {
    stopListening();
    // It may write what senders wait to hear of.
    queue.close();
    closeConnections();
  }
}
