// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log, what follows it, and what that says. */
final class Tails implements AutoCloseable {
  final LogDirectory log;
  final List<String> notices = new ArrayList<>();
  final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void notice(String text) {
          notices.add(text);
        }
      };
  private final List<FileTail> opened = new ArrayList<>();

  Tails(Path directory) {
    log = new LogDirectory(directory);
  }

  FileTail tail(FileTail.Start start, @Nullable String position) {
    return closed(new FileTail(log.log, start, position, FileTail.Until.FOREVER, listener));
  }

  FileTail fromStart() {
    return tail(FileTail.Start.START, null);
  }

  FileTail restarted(FileTail before) {
    String position = before.position();
    before.close();
    return tail(FileTail.Start.END, position);
  }

  /** To be closed with the others. */
  FileTail closed(FileTail tail) {
    opened.add(tail);
    return tail;
  }

  /** The lines there are now. */
  static List<String> read(LogSource source) {
    List<String> lines = new ArrayList<>();
    LogLine line = new LogLine();
    while (source.next(line) == LogSource.Next.LINE) {
      lines.add(line.toString());
    }
    return lines;
  }

  @Override
  public void close() {
    opened.forEach(FileTail::close);
  }
}
