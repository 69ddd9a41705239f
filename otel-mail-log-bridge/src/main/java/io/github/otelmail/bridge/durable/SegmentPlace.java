// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

/**
 * A place in a journal of segments.
 *
 * @param segment number of the segment, from 1; 0 is before all
 * @param offset of a frame in it, bytes
 */
public record SegmentPlace(long segment, long offset) implements Comparable<SegmentPlace> {
  /** Before the first frame of any journal. */
  public static final SegmentPlace START = new SegmentPlace(0, 0);

  @Override
  public int compareTo(SegmentPlace other) {
    return segment != other.segment
        ? Long.compare(segment, other.segment)
        : Long.compare(offset, other.offset);
  }

  /** So many bytes further on. */
  public SegmentPlace plus(long bytes) {
    return new SegmentPlace(segment, offset + bytes);
  }

  @Override
  public String toString() {
    return segment + ":" + offset;
  }
}
