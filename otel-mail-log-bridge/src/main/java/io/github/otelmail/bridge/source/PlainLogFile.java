// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** A log file as its writer makes it. It may grow, and may be truncated. */
final class PlainLogFile extends LogFile {
  private final FileChannel channel;
  private final byte[] probe = new byte[Fingerprint.MAX_BYTES];
  private Fingerprint fingerprint;

  private PlainLogFile(Path path, String key, FileChannel channel) throws IOException {
    super(path, key);
    this.channel = channel;
    this.fingerprint = Fingerprint.of(probe, readFully(channel, probe));
  }

  static PlainLogFile open(Path path) throws IOException {
    while (true) {
      BasicFileAttributes attributes = attributes(path);
      if (!attributes.isRegularFile()) {
        // To open a named pipe waits for a writer, and everything else with it.
        throw new IOException("it is no regular file");
      }
      String before = key(attributes);
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        if (before.equals(key(attributes(path)))) {
          return new PlainLogFile(path, before, channel);
        }
        channel.close();
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  @Override
  Fingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  boolean hasContent() throws IOException {
    return channel.size() > 0;
  }

  @Override
  boolean reaches(long offset) throws IOException {
    return channel.size() >= offset;
  }

  @Override
  int read(ByteBuffer into, long offset) throws IOException {
    return channel.read(into, offset);
  }

  @Override
  boolean intact(long size) throws IOException {
    int length = readFully(channel, probe);
    if (!fingerprint.grewInto(probe, length) || channel.size() < size) {
      return false;
    }
    if (length > fingerprint.length()) {
      fingerprint = Fingerprint.of(probe, length);
    }
    return true;
  }

  @Override
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

  private static int readFully(FileChannel channel, byte[] into) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {}
    return buffer.position();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
