// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.ArchivedLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The first and about as many of the last lines of a log. Of compressed files and of standard input
 * there are only the first: their end cannot be reached without the rest.
 *
 * @param name a path, or {@code -} for standard input
 * @param lines how many at each end
 * @param stdin what {@code -} stands for
 */
record LogSample(String name, int lines, InputStream stdin) {
  /** More than most lines have, so that the end is not short of lines. */
  private static final long LINE_BYTES = 200;

  /** Hands the lines over. A line is valid until the consumer returns. */
  void read(Consumer<LogLine> consumer) throws IOException {
    if (name.equals(LogFiles.STDIN)) {
      try (ArchivedLog log = ArchivedLog.of("standard input", stdin, PipelineListener.NOOP)) {
        take(log, lines, consumer);
      }
      return;
    }
    Path path = Path.of(name);
    AtomicLong read = new AtomicLong();
    boolean more;
    try (ArchivedLog log = ArchivedLog.open(path, read::addAndGet, PipelineListener.NOOP)) {
      more = take(log, lines, consumer);
    }
    boolean plain = !name.endsWith(".gz") && !name.endsWith(".zst");
    if (more && plain && Files.isRegularFile(path)) {
      readEnd(path, read.get(), consumer);
    }
  }

  /** Reads on near the end, never before what was read at the start. */
  private void readEnd(Path path, long read, Consumer<LogLine> consumer) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      long size = channel.size();
      long start = Math.max(read, size - lines * LINE_BYTES);
      channel.position(start);
      InputStream end = Channels.newInputStream(channel);
      try (ArchivedLog log = ArchivedLog.of(name, end, PipelineListener.NOOP)) {
        // The first one begins somewhere.
        if (log.next(new LogLine())) {
          take(log, Integer.MAX_VALUE, consumer);
        }
      }
    }
  }

  /** True when the log may go on. */
  private static boolean take(ArchivedLog log, int lines, Consumer<LogLine> consumer)
      throws IOException {
    LogLine line = new LogLine();
    for (int i = 0; i < lines; i++) {
      if (!log.next(line)) {
        return false;
      }
      consumer.accept(line);
    }
    return true;
  }
}
