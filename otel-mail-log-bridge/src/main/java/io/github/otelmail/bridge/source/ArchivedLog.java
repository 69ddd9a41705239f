// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log that is read once from its beginning to its end: plain, gzip (RFC 1952) or Zstandard (RFC
 * 8878), told apart by the first bytes whatever the name. Memory does not grow with its length.
 */
public final class ArchivedLog implements Closeable {
  private final String name;
  private final Raw raw;
  private final InputStream input;
  private final LineBuffer lines;
  private final PipelineListener listener;
  private boolean ended;

  private ArchivedLog(String name, Raw raw, InputStream input, PipelineListener listener) {
    this.name = name;
    this.raw = raw;
    this.input = input;
    this.listener = listener;
    this.lines = new LineBuffer(LineBuffer.MAX_LINE_BYTES, listener);
  }

  /**
   * Opens a file.
   *
   * @param onBytes told how many bytes were read, before they are decompressed
   * @throws IOException with a message that names the file and what to do
   */
  public static ArchivedLog open(Path path, LongConsumer onBytes, PipelineListener listener)
      throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      return of(path.toString(), new Raw(file, onBytes), listener);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Takes a stream, such as standard input, which is closed with the log.
   *
   * @throws IOException with a message that names the input and what to do
   */
  public static ArchivedLog of(String name, InputStream input, PipelineListener listener)
      throws IOException {
    return of(name, new Raw(input, bytes -> {}), listener);
  }

  private static ArchivedLog of(String name, Raw input, PipelineListener listener)
      throws IOException {
    InputStream plain = Compression.unpack(name, input);
    return new ArchivedLog(name, input, plain, listener);
  }

  /**
   * Why a file cannot be read, with its name and what to do; null when nothing speaks against it.
   */
  public static @Nullable String problem(Path path) {
    try (InputStream file = Files.newInputStream(path)) {
      return Compression.problem(path.toString(), file);
    } catch (IOException e) {
      return path + " cannot be read: " + e.getMessage();
    }
  }

  /** When a file was last written, epoch microseconds. */
  public static long modifiedMicros(Path path) throws IOException {
    return Files.getLastModifiedTime(path).to(TimeUnit.MICROSECONDS);
  }

  /**
   * Points {@code line} at the next line, which is valid until the next call; false at the end.
   * Damaged or cut compressed data ends the log with a notice: what came before it still counts.
   *
   * @throws IOException when the file cannot be read
   */
  public boolean next(LogLine line) throws IOException {
    while (!lines.next(line)) {
      if (ended) {
        return lines.last(line);
      }
      fill();
    }
    return true;
  }

  private void fill() throws IOException {
    ByteBuffer space = lines.space();
    int count = -1;
    try {
      count = input.read(space.array(), space.arrayOffset() + space.position(), space.remaining());
    } catch (IOException | RuntimeException e) {
      // The decompressors tell of damaged data in several ways, unchecked ones among them.
      if (raw.failed || !Compression.isUnpacking(input)) {
        throw e;
      }
      listener.notice(name + " is damaged or cut short; read up to there: " + e.getMessage());
    }
    if (count < 0) {
      ended = true;
    } else {
      lines.filled(count);
    }
  }

  /** The path, or how the stream was named. */
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  /** The bytes as they lie on the disk: counted, and with a memory of trouble of their own. */
  private static final class Raw extends FilterInputStream {
    private final LongConsumer onBytes;
    private boolean failed;

    Raw(InputStream in, LongConsumer onBytes) {
      super(in);
      this.onBytes = onBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      failed = true;
      int count = in.read(into, offset, length);
      failed = false;
      onBytes.accept(Math.max(0, count));
      return count;
    }
  }
}
