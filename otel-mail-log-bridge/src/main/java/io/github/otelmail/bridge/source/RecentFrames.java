// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.durable.SegmentPlace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was written to the journal last, in memory, so that a reader that keeps up does not read the
 * disk. Bounded: the newest stay. Safe for any thread.
 */
final class RecentFrames {
  /**
   * A frame of the journal.
   *
   * @param place where it begins
   * @param end where it ends
   * @param bytes what it takes in memory, about
   */
  record Recent(SegmentPlace place, SegmentPlace end, List<byte[]> lines, long bytes) {}

  private final long maxBytes;
  private final Deque<Recent> frames = new ArrayDeque<>();
  private long bytes;

  RecentFrames(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized void add(Recent frame) {
    frames.add(frame);
    bytes += frame.bytes();
    while (bytes > maxBytes) {
      bytes -= frames.remove().bytes();
    }
  }

  /** Takes out the frame at that place; null when it is not here. Those before it are dropped. */
  synchronized @Nullable Recent take(SegmentPlace place) {
    Recent first = frames.peek();
    while (first != null && first.place().compareTo(place) < 0) {
      bytes -= frames.remove().bytes();
      first = frames.peek();
    }
    if (first == null || !first.place().equals(place)) {
      return null;
    }
    bytes -= frames.remove().bytes();
    return first;
  }

  synchronized long bytes() {
    return bytes;
  }
}
