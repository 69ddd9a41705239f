// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every source does, whatever it reads. */
abstract class SourceContract {
  /** A source over an input that holds these bytes and then stays as it is. */
  abstract LogSource sourceOf(byte[] input, PipelineListener listener) throws Exception;

  /** How much is taken from the input before anybody asks for it. */
  abstract long bytesAheadAtMost();

  /** Bytes that were taken from the input so far. */
  abstract long bytesTaken() throws Exception;

  /** Over the same input, at a position; null for an input that is gone when it was read. */
  abstract @Nullable LogSource sourceAt(@Nullable String position) throws Exception;

  /** What was put in, of a line that came out. */
  String text(LogLine line) {
    return line.toString();
  }

  static byte[] numbered(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Waits for a line as long as it takes. */
  static LogSource.Next await(LogSource source, LogLine line) {
    LogSource.Next next = source.next(line);
    while (next == LogSource.Next.NONE) {
      Thread.onSpinWait();
      next = source.next(line);
    }
    return next;
  }

  @Test
  void lines_comeOnceAndInOrder() throws Exception {
    int count = 50_000;
    try (LogSource source = sourceOf(numbered(count), PipelineListener.NOOP)) {
      LogLine line = new LogLine();
      for (int i = 0; i < count; i++) {
        assertThat(await(source, line)).isEqualTo(LogSource.Next.LINE);
        assertThat(text(line)).isEqualTo("line " + i);
      }
    }
  }

  @Test
  void aReaderThatStops_holdsTheSourceBack() throws Exception {
    int count = 400_000;
    byte[] input = numbered(count);
    try (LogSource source = sourceOf(input, PipelineListener.NOOP)) {
      LogLine line = new LogLine();
      await(source, line);
      assertThat(bytesTaken()).isLessThanOrEqualTo(bytesAheadAtMost()).isLessThan(input.length);
      for (int i = 1; i < count; i++) {
        await(source, line);
      }
      assertThat(text(line)).isEqualTo("line " + (count - 1));
    }
  }

  @Test
  void aPosition_leadsToTheLineThatWasHandedOutLast() throws Exception {
    LogLine line = new LogLine();
    String position;
    try (LogSource source = sourceOf(numbered(10), PipelineListener.NOOP)) {
      for (int i = 0; i < 4; i++) {
        await(source, line);
      }
      position = source.position();
    }
    LogSource again = sourceAt(position);
    if (again == null) {
      assertThat(position).as("position of what cannot be read again").isNull();
      return;
    }
    try (again) {
      for (int i = 3; i < 10; i++) {
        assertThat(await(again, line)).isEqualTo(LogSource.Next.LINE);
        assertThat(text(line)).isEqualTo("line " + i);
      }
    }
  }
}
