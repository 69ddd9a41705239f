// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * An open log file, recognised by its first bytes whatever it is called. Offsets count the bytes of
 * the log, not those of its compressed form.
 */
abstract sealed class LogFile implements Closeable permits PlainLogFile, PackedLogFile {
  private final Path path;
  private final String key;

  LogFile(Path path, String key) {
    this.path = path;
    this.key = key;
  }

  /**
   * Opens the file that has the name at this moment.
   *
   * @param listener told of damaged compressed files
   */
  static LogFile open(Path path, PipelineListener listener) throws IOException {
    return PackedLogFile.isPacked(path)
        ? PackedLogFile.open(path, listener)
        : PlainLogFile.open(path);
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

  final String key() {
    return key;
  }

  /** The name it was opened by; it may have another one by now. */
  final Path path() {
    return path;
  }

  abstract Fingerprint fingerprint();

  /** True when there is anything in it. */
  abstract boolean hasContent() throws IOException;

  /** True when the log reaches to this offset. */
  abstract boolean reaches(long offset) throws IOException;

  /** Reads once; the number of bytes, -1 at the end. */
  abstract int read(ByteBuffer into, long offset) throws IOException;

  /**
   * False when the file was truncated, even if it has grown again since: it is shorter than {@code
   * size}, or its first bytes are not what they were.
   */
  abstract boolean intact(long size) throws IOException;

  /** Where the line after the last complete one begins, or the size if no line feed is near. */
  abstract long endOfLastLine() throws IOException;

  final FilePosition position(long offset, long modifiedNanos) {
    Fingerprint fingerprint = fingerprint();
    int length = fingerprint.length();
    return new FilePosition(offset, length, fingerprint.crc(length), modifiedNanos, key);
  }

  /** True when the last bytes before the offset are the same in both files. */
  final boolean agreesBefore(long offset, LogFile other) throws IOException {
    int length = (int) Math.min(offset, Fingerprint.MAX_BYTES);
    return readFully(offset - length, length).equals(other.readFully(offset - length, length));
  }

  private ByteBuffer readFully(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && read(bytes, offset + bytes.position()) > 0) {}
    return bytes.flip();
  }

  /** True when this is the file of the position, or a copy of it; never for an empty one. */
  final boolean holds(FilePosition position) throws IOException {
    return fingerprint().matches(position) && reaches(position.offset());
  }
}
