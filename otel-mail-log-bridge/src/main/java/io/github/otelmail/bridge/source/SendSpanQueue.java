// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.SendSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Send spans that were received and that the pipeline has not looked at yet. Senders never wait:
 * where there is no room the oldest goes, and is counted. Safe for any thread.
 */
public final class SendSpanQueue {
  private final long capacityBytes;
  private long bytes;
  private final Queue<SendSpan> waiting = new ArrayDeque<>();
  private long evicted;

  /**
   * An empty queue.
   *
   * @param capacityBytes how much waits at most
   */
  public SendSpanQueue(long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /** Takes the span. */
  public synchronized void add(SendSpan span) {
    waiting.add(span);
    bytes += span.bytes();
    while (bytes > capacityBytes) {
      bytes -= waiting.remove().bytes();
      evicted++;
    }
  }

  /** Hands out what waits, the oldest first. */
  public synchronized List<SendSpan> drain() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<SendSpan> all = new ArrayList<>(waiting);
    waiting.clear();
    bytes = 0;
    return all;
  }

  /** How many were given up since the last call. */
  public synchronized long evicted() {
    long count = evicted;
    evicted = 0;
    return count;
  }
}
