// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** An open log file, recognised by inode and first bytes whatever it is called. */
final class LogFile implements Closeable {
  private static final int PREFIX_BYTES = 1024;

  private final Path path;
  private final String key;
  private final FileChannel channel;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private final byte[] probe = new byte[PREFIX_BYTES];
  private int prefixLength;

  private LogFile(Path path, String key, FileChannel channel) {
    this.path = path;
    this.key = key;
    this.channel = channel;
  }

  /** Opens the file that has the name at this moment. */
  static LogFile open(Path path) throws IOException {
    while (true) {
      String before = key(attributes(path));
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        if (before.equals(key(attributes(path)))) {
          LogFile file = new LogFile(path, before, channel);
          file.prefixLength = file.readFully(file.prefix);
          return file;
        }
        channel.close();
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  /** The file system's name for the file; the creation time where it has none. */
  static String key(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    return Objects.requireNonNullElse(key, attributes.creationTime()).toString();
  }

  static long modifiedNanos(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  String key() {
    return key;
  }

  /** The name it was opened by; it may have another one by now. */
  Path path() {
    return path;
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Reads once; the number of bytes, -1 at the end. */
  int read(ByteBuffer into, long offset) throws IOException {
    return channel.read(into, offset);
  }

  /**
   * False when the file was truncated, even if it has grown again since: it is shorter than {@code
   * size}, or its first bytes are not what they were.
   */
  boolean intact(long size) throws IOException {
    int length = readFully(probe);
    if (length < prefixLength
        || !Arrays.equals(prefix, 0, prefixLength, probe, 0, prefixLength)
        || channel.size() < size) {
      return false;
    }
    System.arraycopy(probe, prefixLength, prefix, prefixLength, length - prefixLength);
    prefixLength = length;
    return true;
  }

  /** True when the other file begins with the same bytes, as a copy of this one does. */
  boolean startsLike(LogFile other) {
    int length = Math.min(prefixLength, other.prefixLength);
    return length > 0 && Arrays.equals(prefix, 0, length, other.prefix, 0, length);
  }

  FilePosition position(long offset, long modifiedNanos) {
    return new FilePosition(offset, prefixLength, crc(prefixLength), modifiedNanos, key);
  }

  /** True when this is the file of the position, or a copy of it. */
  boolean holds(FilePosition position) throws IOException {
    if (position.prefixLength() == 0) {
      return position.key().equals(key);
    }
    return channel.size() >= position.offset()
        && prefixLength >= position.prefixLength()
        && crc(position.prefixLength()) == position.prefixCrc();
  }

  /** Where the line after the last complete one begins, or the size if no line feed is near. */
  long endOfLastLine() throws IOException {
    long size = channel.size();
    int length = (int) Math.min(size, LineBuffer.CHUNK_BYTES);
    ByteBuffer tail = ByteBuffer.allocate(length);
    int read = channel.read(tail, size - length);
    for (int i = read - 1; i >= 0; i--) {
      if (tail.get(i) == '\n') {
        return size - length + i + 1;
      }
    }
    return length < size ? size : 0;
  }

  private int crc(int length) {
    CRC32C crc = new CRC32C();
    crc.update(prefix, 0, length);
    return (int) crc.getValue();
  }

  private int readFully(byte[] into) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {}
    return buffer.position();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
