// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every source does, whatever it reads. */
abstract class SourceContract {
  /** A source over an input that holds these bytes and then stays as it is. */
  abstract LogSource sourceOf(byte[] input, PipelineListener listener) throws Exception;

  /** How much is taken from the input before anybody asks for it. */
  abstract long bytesAheadAtMost();

  /** Bytes that were taken from the input so far. */
  abstract long bytesTaken() throws Exception;

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
        assertThat(line).hasToString("line " + i);
      }
    }
  }

  @Test
  void carriageReturns_belongToTheLineEnd() throws Exception {
    byte[] input = "one\r\n\r\nt\rwo\r\n".getBytes(StandardCharsets.UTF_8);
    try (LogSource source = sourceOf(input, PipelineListener.NOOP)) {
      LogLine line = new LogLine();
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        await(source, line);
        lines.add(line.toString());
      }
      assertThat(lines).containsExactly("one", "", "t\rwo");
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
      assertThat(line).hasToString("line " + (count - 1));
    }
  }

  @Test
  void aLineWithoutMeasure_isCutAndCounted() throws Exception {
    byte[] input =
        ("x".repeat(3 * LineBuffer.MAX_LINE_BYTES) + "\nafter\n").getBytes(StandardCharsets.UTF_8);
    List<String> cut = new ArrayList<>();
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void lineCut() {
            cut.add("cut");
          }
        };
    try (LogSource source = sourceOf(input, listener)) {
      LogLine line = new LogLine();
      await(source, line);
      assertThat(line.end() - line.start()).isEqualTo(LineBuffer.MAX_LINE_BYTES);
      await(source, line);
      assertThat(line).hasToString("after");
      assertThat(cut).hasSize(1);
    }
  }
}
