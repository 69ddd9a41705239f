// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rotated log file that was compressed. It is finished: it neither grows nor shrinks. What cannot
 * be decompressed ends it, with one notice.
 */
final class PackedLogFile extends LogFile {
  private static final int SKIP_BYTES = 64 * 1024;

  private final FileChannel channel;
  private final PipelineListener listener;
  private Fingerprint fingerprint = Fingerprint.of(new byte[0], 0);
  private @Nullable InputStream stream;
  private long streamOffset;
  private boolean damaged;

  private PackedLogFile(Path path, FileChannel channel, PipelineListener listener)
      throws IOException {
    super(path, key(attributes(path)));
    this.channel = channel;
    this.listener = listener;
  }

  /** True for the names that compressed rotated files have. */
  static boolean isPacked(Path path) {
    return !plainName(path).equals(path);
  }

  /** The name without the ending that compression gave it. */
  static Path plainName(Path path) {
    String name = String.valueOf(path.getFileName());
    for (String ending : new String[] {".gz", ".zst"}) {
      if (name.endsWith(ending)) {
        return path.resolveSibling(name.substring(0, name.length() - ending.length()));
      }
    }
    return path;
  }

  static PackedLogFile open(Path path, PipelineListener listener) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      PackedLogFile file = new PackedLogFile(path, channel, listener);
      ByteBuffer first = ByteBuffer.allocate(Fingerprint.MAX_BYTES);
      while (first.hasRemaining() && file.read(first, first.position()) > 0) {}
      file.fingerprint = Fingerprint.of(first.array(), first.position());
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  Fingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  boolean hasContent() {
    return fingerprint.length() > 0;
  }

  @Override
  boolean reaches(long offset) throws IOException {
    InputStream input = stream;
    if (input == null || offset < streamOffset) {
      channel.position(0);
      input = Compression.unpack(path().toString(), new Unclosed(channel));
      stream = input;
      streamOffset = 0;
    }
    byte[] skipped = new byte[SKIP_BYTES];
    while (streamOffset < offset) {
      if (take(input, skipped, 0, (int) Math.min(SKIP_BYTES, offset - streamOffset)) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  int read(ByteBuffer into, long offset) throws IOException {
    InputStream input = stream;
    if (input == null || offset != streamOffset) {
      if (!reaches(offset)) {
        return -1;
      }
      input = Objects.requireNonNull(stream, "opened just now");
    }
    int count = take(input, into.array(), into.arrayOffset() + into.position(), into.remaining());
    into.position(into.position() + Math.max(0, count));
    return count;
  }

  private int take(InputStream input, byte[] into, int start, int length) {
    try {
      int count = input.read(into, start, length);
      streamOffset += Math.max(0, count);
      return count;
    } catch (IOException | RuntimeException e) {
      // The decompressors tell of damaged data in several ways, unchecked ones among them.
      if (!damaged) {
        damaged = true;
        listener.notice(path() + " is damaged or cut short; read up to there: " + e.getMessage());
      }
      return -1;
    }
  }

  @Override
  boolean intact(long size) {
    return true;
  }

  @Override
  long endOfLastLine() throws IOException {
    throw new IOException(path() + " is a compressed log, which is not written to any more");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The file from where its channel stands; closing it leaves the channel open. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(FileChannel channel) {
      super(Channels.newInputStream(channel));
    }

    @Override
    public void close() {}
  }
}
