// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import org.jspecify.annotations.Nullable;

/** What the inputs that listen on ports have in common: threads, limits, and a queue to read. */
abstract class NetworkSource implements LogSource {
  private final String name;
  private final NetworkLimits limits;
  private final PipelineListener listener;
  private final LossCounts losses = new LossCounts();
  private final ReceiveQueue queue;
  private final NetworkServer server;

  /**
   * Listens nowhere yet.
   *
   * @param threads that serve the connections
   * @param onInput called from another thread when there is a line where there was none
   */
  NetworkSource(
      String name, int threads, NetworkLimits limits, Runnable onInput, PipelineListener listener) {
    this.name = name;
    this.limits = limits;
    this.listener = listener;
    queue = new ReceiveQueue(limits.queueBytes(), onInput, losses);
    server = new NetworkServer(name, threads, limits, losses);
  }

  /** Tells the operator where it listens. */
  final void listening(Object addresses) {
    listener.notice(name + ": listening on " + addresses);
  }

  final NetworkServer server() {
    return server;
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
  final int connections() {
    return server.connections();
  }

  /** What is received and not read, about. */
  final long waitingBytes() {
    return queue.waitingBytes();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Next next(LogLine line) {
    return queue.next(line, listener);
  }

  @Override
  public final @Nullable String position() {
    return null;
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
  public final void close() {
    server.close();
  }
}
