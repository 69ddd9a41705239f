// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream that can be read only once. A thread of its own reads ahead a few chunks and
 * then waits, which holds the writer of a pipe back.
 */
final class StreamLines implements Closeable {
  private static final int CHUNKS_AHEAD = 4;

  private final String name;
  private final BlockingQueue<ByteBuffer> chunks = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
  private final LineBuffer lines;
  private final PipelineListener listener;
  private final Thread reader;
  private volatile boolean closed;
  private volatile boolean finished;
  private volatile @Nullable IOException failure;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param name for messages
   * @param onInput called from another thread whenever there may be a line where there was none
   */
  StreamLines(String name, InputStream input, Runnable onInput, PipelineListener listener) {
    this.name = name;
    this.lines = new LineBuffer(LineBuffer.MAX_LINE_BYTES, listener);
    this.listener = listener;
    this.reader = new Thread(() -> read(input, onInput), name);
    reader.setDaemon(true);
    reader.start();
  }

  /** As {@link LogSource#next}; the stream's end is the end. */
  LogSource.Next next(LogLine line) {
    while (true) {
      if (lines.next(line)) {
        return LogSource.Next.LINE;
      }
      if (ended) {
        return lines.last(line) ? LogSource.Next.LINE : LogSource.Next.END;
      }
      boolean nothingMoreComes = finished;
      ByteBuffer chunk = chunks.peek();
      if (chunk != null) {
        take(chunk);
      } else if (nothingMoreComes) {
        end();
      } else {
        return LogSource.Next.NONE;
      }
    }
  }

  private void end() {
    ended = true;
    IOException e = failure;
    if (e != null) {
      listener.notice(name + " cannot be read: " + e);
    }
  }

  private void take(ByteBuffer chunk) {
    ByteBuffer space = lines.space();
    int count = Math.min(space.remaining(), chunk.remaining());
    space.put(space.position(), chunk, chunk.position(), count);
    chunk.position(chunk.position() + count);
    lines.filled(count);
    if (!chunk.hasRemaining()) {
      chunks.remove();
    }
  }

  private void read(InputStream input, Runnable onInput) {
    try {
      byte[] chunk = new byte[LineBuffer.CHUNK_BYTES];
      int count;
      while (!closed && (count = input.read(chunk)) >= 0) {
        chunks.put(ByteBuffer.wrap(Arrays.copyOf(chunk, count)));
        onInput.run();
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      // Closed: nobody waits for the rest.
      return;
    }
    finished = true;
    onInput.run();
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }
}
