// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.durable.JournalReader;
import io.github.otelmail.bridge.durable.SegmentPlace;
import io.github.otelmail.bridge.durable.Segments;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was received and is not in the journal yet, and whether more can be taken: there is a limit
 * to what waits in memory, and one to the journal. While the journal cannot be written the reader
 * takes the lines from here. Safe for any thread.
 */
final class SpoolIntake implements Reception {
  /**
   * How much is kept.
   *
   * @param maxBytes of the journal; a single batch always fits an empty one
   * @param segmentBytes of each of its segments
   * @param memoryBytes in memory, of what is not written yet, and again of what was written last
   */
  record Limits(long maxBytes, long segmentBytes, long memoryBytes) {}

  private final Limits limits;
  private final Segments segments;
  private final Consumer<String> notices;
  private final Runnable onPending;
  private final Deque<ReceivedLines> pending = new ArrayDeque<>();
  private final List<Runnable> waitingForRoom = new ArrayList<>();
  private SegmentPlace acknowledged;

  /** Of what is pending, or being written. */
  private long pendingBytes;

  private boolean full;
  private boolean memoryOnly;
  private @Nullable String failure;

  /**
   * Nothing is pending.
   *
   * @param acknowledged where the first frame is that is still needed
   * @param notices told what the operator should know, from any thread
   * @param onPending called when there is something to write
   */
  SpoolIntake(
      Limits limits,
      Segments segments,
      SegmentPlace acknowledged,
      Consumer<String> notices,
      Runnable onPending) {
    this.limits = limits;
    this.segments = segments;
    this.acknowledged = acknowledged;
    this.notices = notices;
    this.onPending = onPending;
  }

  @Override
  public boolean offer(ReceivedLines received) {
    synchronized (this) {
      long after = pendingBytes + received.bytes();
      if (pendingBytes > 0 && after > limits.memoryBytes()) {
        return false;
      }
      if (segments.diskBytes() + after > limits.maxBytes() && !isEmpty()) {
        tellFull(true);
        return false;
      }
      pending.add(received);
      pendingBytes = after;
    }
    onPending.run();
    return true;
  }

  /** Nothing of what was received is still needed. */
  private boolean isEmpty() {
    return pendingBytes == 0 && segments.bytesAfter(acknowledged) == 0;
  }

  /** Tells of it once: what was full has room again when half of it is. */
  private void tellFull(boolean now) {
    if (full == now) {
      return;
    }
    full = now;
    notices.accept(
        now
            ? "the spool is full, "
                + limits.maxBytes()
                + " bytes: senders have to wait, and what comes over UDP is lost, until the spans"
                + " of the lines in it are acknowledged"
            : "the spool has room again");
  }

  @Override
  public void whenRoom(Runnable tryAgain) {
    synchronized (this) {
      if (!hasRoom()) {
        waitingForRoom.add(tryAgain);
        return;
      }
    }
    tryAgain.run();
  }

  /** Some way below the limits, so that senders do not stop and go with every line. */
  private boolean hasRoom() {
    return isEmpty()
        || (pendingBytes <= limits.memoryBytes() / 2
            && segments.diskBytes() + pendingBytes <= limits.maxBytes() - limits.segmentBytes());
  }

  private void tellRoom() {
    List<Runnable> ready;
    synchronized (this) {
      if (!hasRoom()) {
        return;
      }
      if (isEmpty() || segments.diskBytes() + pendingBytes <= limits.maxBytes() / 2) {
        tellFull(false);
      }
      ready = List.copyOf(waitingForRoom);
      waitingForRoom.clear();
    }
    ready.forEach(Runnable::run);
  }

  /** Takes out all that is to be written. For the writer. */
  List<ReceivedLines> drain() {
    List<ReceivedLines> taken = new ArrayList<>();
    synchronized (this) {
      if (memoryOnly) {
        return taken;
      }
      for (ReceivedLines each = pending.poll(); each != null; each = pending.poll()) {
        if (each.take()) {
          taken.add(each);
        } else {
          pendingBytes -= each.bytes();
        }
      }
    }
    return taken;
  }

  /** So much of what was taken out is in the journal. For the writer. */
  void written(long bytes) {
    synchronized (this) {
      pendingBytes -= bytes;
    }
    tellRoom();
  }

  /**
   * The journal cannot be written: lines are read from memory until {@link #retry}. For the writer.
   *
   * @param unwritten what was taken out and is not in the journal
   */
  void failed(List<ReceivedLines> unwritten, String why) {
    synchronized (this) {
      for (int i = unwritten.size() - 1; i >= 0; i--) {
        unwritten.get(i).putBack();
        pending.addFirst(unwritten.get(i));
      }
      memoryOnly = true;
      if (failure == null) {
        notices.accept(
            "the spool cannot be written: "
                + why
                + "; going on in memory, so a crash would lose what is not exported and cannot be"
                + " sent again");
      }
      failure = why;
    }
  }

  synchronized boolean isMemoryOnly() {
    return memoryOnly;
  }

  /** True from a failure until {@link #works}. */
  synchronized boolean hasFailed() {
    return failure != null;
  }

  /** What comes from now on goes to the journal first, again. For the writer. */
  synchronized void retry() {
    memoryOnly = false;
  }

  /** The journal was written. For the writer. */
  synchronized void works() {
    if (failure != null) {
      failure = null;
      notices.accept("the spool is written again");
    }
  }

  /** Takes what is not in the journal, if nothing of that is to be read first. For the reader. */
  @Nullable ReceivedLines takeUnwritten(JournalReader journal) {
    ReceivedLines taken;
    synchronized (this) {
      if (!memoryOnly || segments.bytesAfter(journal.place()) > 0) {
        return null;
      }
      do {
        taken = pending.poll();
        pendingBytes -= taken == null ? 0 : taken.bytes();
      } while (taken != null && !taken.take());
      if (taken != null) {
        journal.endHere();
      }
    }
    tellRoom();
    return taken;
  }

  /** Frames before that place are of no more use. For the reader. */
  void acknowledge(SegmentPlace place) {
    segments.deleteBefore(place.segment());
    synchronized (this) {
      acknowledged = place;
    }
    tellRoom();
  }

  /** About what waits in memory to be written or read. */
  synchronized long pendingBytes() {
    return pendingBytes;
  }

  /** Lines that nobody would send again, if they were lost now. */
  synchronized long unanswered() {
    return pending.stream()
        .filter(each -> !each.isAwaited())
        .mapToLong(each -> each.lines().size())
        .sum();
  }

  /** As {@link LogSource#trouble}. */
  synchronized @Nullable String trouble() {
    if (failure != null) {
      return "the spool cannot be written: " + failure;
    }
    return full ? "the spool is full" : null;
  }
}
