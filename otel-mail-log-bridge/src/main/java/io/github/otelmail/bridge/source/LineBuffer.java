// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.Bytes;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines without copying them. Bounded: of a line longer than the limit
 * only the first bytes are kept, and the line comes out cut, with its line feed's arrival.
 */
final class LineBuffer {
  /** How much is read at once. */
  static final int CHUNK_BYTES = 64 * 1024;

  /** The longest line that is not cut; Postfix itself cuts its lines at 2000 bytes. */
  static final int MAX_LINE_BYTES = 1024 * 1024;

  private final int maxLineBytes;
  private final PipelineListener listener;

  /** Made with the first read: a file that is only watched needs none. */
  private byte[] bytes = {};

  private int start;
  private int scanned;
  private int end;

  /** Where {@code bytes[0]} lies in the stream. */
  private long base;

  /** Bytes of the line at {@code start} that were read and not kept. */
  private long dropped;

  LineBuffer(int maxLineBytes, PipelineListener listener) {
    this.maxLineBytes = maxLineBytes;
    this.listener = listener;
  }

  /** Forgets everything; the next byte lies at {@code offset} of the stream. */
  void reset(long offset) {
    start = 0;
    scanned = 0;
    end = 0;
    dropped = 0;
    base = offset;
  }

  /** Where the next line begins in the stream. */
  long lineOffset() {
    return base + start;
  }

  /** Where the next byte to read lies in the stream. */
  long readOffset() {
    return base + end + dropped;
  }

  /** Room for more bytes, at least one. Lines handed out before are no longer valid. */
  ByteBuffer space() {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      base += start;
      end -= start;
      scanned -= start;
      start = 0;
    }
    if (end > maxLineBytes) {
      dropped += end - maxLineBytes;
      end = maxLineBytes;
      scanned = maxLineBytes;
    }
    if (end > bytes.length / 2 || bytes.length == 0) {
      int larger = Math.max(CHUNK_BYTES, Math.min(bytes.length * 2, maxLineBytes + CHUNK_BYTES));
      if (larger > bytes.length) {
        bytes = Arrays.copyOf(bytes, larger);
      }
    }
    return ByteBuffer.wrap(bytes, end, Math.min(CHUNK_BYTES, bytes.length - end));
  }

  /** Says that {@code count} bytes were put into {@link #space()}. */
  void filled(int count) {
    end += count;
  }

  /** Points {@code line} at the next line that has its line feed, or returns false. */
  boolean next(LogLine line) {
    if (start < end && bytes[start] == 0) {
      skipZeros();
    }
    int lineEnd = Bytes.indexOf(bytes, scanned, end, '\n');
    if (lineEnd < 0) {
      scanned = end;
      return false;
    }
    hand(line, lineEnd);
    start = lineEnd + 1;
    scanned = start;
    return true;
  }

  /**
   * Passes over NUL bytes before a line: a power cut leaves them where data was to come, and a
   * writer that goes on at its old place in a truncated file.
   */
  private void skipZeros() {
    while (start < end && bytes[start] == 0) {
      start++;
    }
    scanned = Math.max(scanned, start);
  }

  /** Points {@code line} at what is left without a line feed, or returns false. */
  boolean last(LogLine line) {
    if (start == end) {
      return false;
    }
    hand(line, end);
    start = end;
    scanned = end;
    return true;
  }

  private void hand(LogLine line, int lineEnd) {
    int cutEnd = Math.min(lineEnd, start + maxLineBytes);
    if (dropped > 0 || cutEnd < lineEnd) {
      listener.lineCut();
    } else if (cutEnd > start && bytes[cutEnd - 1] == '\r') {
      cutEnd--;
    }
    line.set(bytes, start, cutEnd);
    base += dropped;
    dropped = 0;
  }
}
