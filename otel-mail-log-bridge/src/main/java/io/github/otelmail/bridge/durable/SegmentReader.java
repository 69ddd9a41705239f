// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the frames of one segment, from any of them on. */
final class SegmentReader implements Closeable {
  private static final int WINDOW_BYTES = 1 << 16;

  /** As often the size of the segment is looked through at most to find a frame in noise. */
  private static final int SEARCH_EFFORT = 8;

  private final Disk.Content file;
  private final long segment;
  private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long windowOffset;

  SegmentReader(Disk.Content file, long segment) {
    this.file = file;
    this.segment = segment;
  }

  long segment() {
    return segment;
  }

  /**
   * Reads a frame.
   *
   * @param end where the segment ends, as far as it is to be read
   * @throws DamagedException when there is none
   */
  List<byte[]> read(long offset, long end) throws IOException {
    ByteBuffer header = bytes(offset, Frame.HEADER_BYTES, end);
    int length = Frame.contentBytes(header, end - offset - Frame.HEADER_BYTES);
    byte[] frame = new byte[Frame.HEADER_BYTES + length];
    bytes(offset, frame.length, end).get(frame);
    return Frame.decode(frame, new SegmentPlace(segment, offset));
  }

  /** A view of so many bytes. */
  private ByteBuffer bytes(long offset, int count, long end) throws IOException {
    if (count > end - offset) {
      throw new DamagedException("the frame there is not whole");
    }
    if (offset < windowOffset || offset + count > windowOffset + window.limit()) {
      fill(offset, count, end);
    }
    return window.slice((int) (offset - windowOffset), count);
  }

  private void fill(long offset, int count, long end) throws IOException {
    int wanted = (int) Math.min(Math.max(count, WINDOW_BYTES), end - offset);
    if (window.capacity() < wanted || window.capacity() > WINDOW_BYTES) {
      window = ByteBuffer.allocate(Math.max(wanted, WINDOW_BYTES));
    }
    window.clear().limit(wanted);
    windowOffset = offset;
    while (window.hasRemaining()) {
      if (file.read(window, offset + window.position()) < 0) {
        int found = window.position();
        window.limit(0);
        if (found < count) {
          throw new DamagedException("the segment ends before the frame there does");
        }
        window.limit(found).position(found);
      }
    }
    window.position(0);
  }

  /** Where whole frames that follow each other from the start of the segment end. */
  long wholeUntil(long end) throws IOException {
    long offset = 0;
    try {
      while (offset < end) {
        offset += Frame.size(read(offset, end));
      }
    } catch (DamagedException e) {
      // This is what was looked for.
      return offset;
    }
    return offset;
  }

  /**
   * Says whether a whole frame begins behind that offset: then what is there was not cut off by the
   * end of writing. In doubt it says yes, so that senders cannot keep it busy with lines that look
   * like frames.
   */
  boolean hasFrameBehind(long offset, long end) throws IOException {
    long effort = SEARCH_EFFORT * end;
    for (long at = offset + 1; at + Frame.HEADER_BYTES <= end; at++) {
      ByteBuffer header = bytes(at, Frame.HEADER_BYTES, end);
      long length = header.getInt(0) == Frame.MAGIC ? header.getInt(Integer.BYTES) : -1;
      if (length >= 0 && length <= end - at - Frame.HEADER_BYTES) {
        effort -= length;
        if (effort < 0 || isWhole(at, end)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isWhole(long offset, long end) throws IOException {
    try {
      List<byte[]> unused = read(offset, end);
      return true;
    } catch (DamagedException e) {
      // It only looked like one.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
