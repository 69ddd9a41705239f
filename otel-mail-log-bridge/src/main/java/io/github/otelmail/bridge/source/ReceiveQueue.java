// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What was received and not read yet, in memory, bounded by its size. The senders of a batch are
 * told that it is safe once the source was acknowledged behind it; what is in here when the process
 * is killed is lost unless they send it again.
 */
final class ReceiveQueue implements LineQueue {
  /** What a line takes besides its bytes: array, reference. */
  static final int BYTES_PER_LINE = 24;

  private final long capacityBytes;
  private final Runnable onInput;

  private final Queue<ReceivedLines> waiting = new ArrayDeque<>();
  private final List<Runnable> waitingForRoom = new ArrayList<>();
  private long waitingBytes;

  private @Nullable ReceivedLines current;
  private int nextLine;
  private final List<ReceivedLines> read = new ArrayList<>();

  /**
   * An empty queue.
   *
   * @param capacityBytes beyond it nothing is taken; one batch always fits an empty queue
   * @param onInput called when there is a line where there was none
   */
  ReceiveQueue(long capacityBytes, Runnable onInput) {
    this.capacityBytes = capacityBytes;
    this.onInput = onInput;
  }

  @Override
  public boolean offer(ReceivedLines received) {
    boolean first;
    synchronized (waiting) {
      if (!waiting.isEmpty() && waitingBytes + received.bytes() > capacityBytes) {
        return false;
      }
      first = waiting.isEmpty();
      waiting.add(received);
      waitingBytes += received.bytes();
    }
    if (first) {
      onInput.run();
    }
    return true;
  }

  @Override
  public long waitingBytes() {
    synchronized (waiting) {
      return waitingBytes;
    }
  }

  @Override
  public void whenRoom(Runnable tryAgain) {
    synchronized (waiting) {
      if (!hasRoom()) {
        waitingForRoom.add(tryAgain);
        return;
      }
    }
    tryAgain.run();
  }

  /** Some way below the limit, so that senders do not stop and go with every line. */
  private boolean hasRoom() {
    return waitingBytes <= capacityBytes / 2;
  }

  @Override
  public LogSource.Next next(LogLine line) {
    ReceivedLines batch = current;
    while (batch == null || nextLine == batch.lines().size()) {
      if (batch != null && batch.isAwaited()) {
        read.add(batch);
      }
      batch = poll();
      current = batch;
      nextLine = 0;
      if (batch == null) {
        return LogSource.Next.NONE;
      }
    }
    byte[] bytes = batch.lines().get(nextLine++);
    line.set(bytes, 0, bytes.length);
    return LogSource.Next.LINE;
  }

  private @Nullable ReceivedLines poll() {
    ReceivedLines batch;
    List<Runnable> ready = List.of();
    synchronized (waiting) {
      do {
        batch = waiting.poll();
        waitingBytes -= batch == null ? 0 : batch.bytes();
      } while (batch != null && !batch.take());
      if (hasRoom() && !waitingForRoom.isEmpty()) {
        ready = List.copyOf(waitingForRoom);
        waitingForRoom.clear();
      }
    }
    ready.forEach(Runnable::run);
    return batch;
  }

  @Override
  public @Nullable String position() {
    return null;
  }

  @Override
  public boolean isKept() {
    return false;
  }

  @Override
  public void acknowledge() {
    read.forEach(ReceivedLines::safe);
    read.clear();
  }

  @Override
  public long unreadBytes() {
    return 0;
  }

  @Override
  public long storedBytes() {
    return 0;
  }

  @Override
  public @Nullable String trouble() {
    return null;
  }

  @Override
  public void close() {
    // Who waits for an answer gets none, and sends its lines again.
  }
}
