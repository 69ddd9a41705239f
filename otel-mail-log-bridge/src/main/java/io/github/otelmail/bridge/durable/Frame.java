// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What is appended to a journal at once: some lines. As bytes: magic number with the version of the
 * format, length of the content, CRC32C, content; numbers are big-endian, and each line has its
 * length before it. The checksum covers where the frame is too, so that no remains of another
 * segment that a power cut brings up are taken for one.
 */
final class Frame {
  /** Bytes before the content. */
  static final int HEADER_BYTES = 3 * Integer.BYTES;

  static final int MAGIC = 0x6F6D7301;
  private static final int VERSION_MASK = 0xFF;
  private static final int CRC_OFFSET = 2 * Integer.BYTES;

  private Frame() {}

  /** Bytes of the frame of these lines. */
  static long size(List<byte[]> lines) {
    long bytes = HEADER_BYTES;
    for (byte[] line : lines) {
      bytes += Integer.BYTES + line.length;
    }
    return bytes;
  }

  /** The frame of these lines at that place. */
  static ByteBuffer encode(List<byte[]> lines, SegmentPlace place) {
    ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(size(lines)));
    frame.putInt(MAGIC).putInt(frame.capacity() - HEADER_BYTES).putInt(0);
    for (byte[] line : lines) {
      frame.putInt(line.length).put(line);
    }
    frame.putInt(CRC_OFFSET, checksum(frame.array(), place));
    return frame.flip();
  }

  /**
   * Length of the content behind the header.
   *
   * @param atMost how much there can be
   * @throws DamagedException when this is no header
   */
  static int contentBytes(ByteBuffer header, long atMost) throws DamagedException {
    int magic = header.getInt(0);
    if (magic != MAGIC) {
      boolean other = (magic & ~VERSION_MASK) == (MAGIC & ~VERSION_MASK) && magic != 0;
      throw new DamagedException(
          other ? "its format is of version " + (magic & VERSION_MASK) : "no frame begins there");
    }
    int length = header.getInt(Integer.BYTES);
    if (length < 0 || length > atMost) {
      throw new DamagedException("the frame there is not whole");
    }
    return length;
  }

  /**
   * The lines of a whole frame at that place.
   *
   * @throws DamagedException when the checksum is wrong
   */
  static List<byte[]> decode(byte[] frame, SegmentPlace place) throws DamagedException {
    ByteBuffer content = ByteBuffer.wrap(frame);
    if (content.getInt(CRC_OFFSET) != checksum(frame, place)) {
      throw new DamagedException("the checksum of the frame there is wrong");
    }
    List<byte[]> lines = new ArrayList<>();
    content.position(HEADER_BYTES);
    while (content.hasRemaining()) {
      int length = content.remaining() < Integer.BYTES ? -1 : content.getInt();
      if (length < 0 || length > content.remaining()) {
        throw new DamagedException("the lines of the frame there do not fit it");
      }
      byte[] line = new byte[length];
      content.get(line);
      lines.add(line);
    }
    return lines;
  }

  private static int checksum(byte[] frame, SegmentPlace place) {
    CRC32C crc = new CRC32C();
    ByteBuffer where = ByteBuffer.allocate(2 * Long.BYTES);
    crc.update(where.putLong(place.segment()).putLong(place.offset()).flip());
    crc.update(frame, 0, CRC_OFFSET);
    crc.update(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
