// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream that can be read only once, such as standard input. A thread of its own reads
 * ahead a few chunks and then waits, which holds the writer of a pipe back. What it had read when
 * the process is killed is lost: a file is the safer source.
 */
public final class Stdin implements LogSource {
  private static final int CHUNKS_AHEAD = 4;

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
   * @param onInput called from another thread whenever there may be a line where there was none
   */
  public Stdin(InputStream input, Runnable onInput, PipelineListener listener) {
    this(input, onInput, new LineBuffer(LineBuffer.MAX_LINE_BYTES, listener), listener);
  }

  Stdin(InputStream input, Runnable onInput, LineBuffer lines, PipelineListener listener) {
    this.lines = lines;
    this.listener = listener;
    this.reader = new Thread(() -> read(input, onInput), "stdin");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public String name() {
    return "-";
  }

  @Override
  public Next next(LogLine line) {
    while (true) {
      if (lines.next(line)) {
        return Next.LINE;
      }
      if (ended) {
        return lines.last(line) ? Next.LINE : Next.END;
      }
      boolean nothingMoreComes = finished;
      ByteBuffer chunk = chunks.peek();
      if (chunk != null) {
        take(chunk);
      } else if (nothingMoreComes) {
        end();
      } else {
        return Next.NONE;
      }
    }
  }

  private void end() {
    ended = true;
    IOException e = failure;
    if (e != null) {
      listener.notice("standard input cannot be read: " + e);
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
  public @Nullable String position() {
    return null;
  }

  @Override
  public long modifiedMicros() {
    return Long.MIN_VALUE;
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }
}
