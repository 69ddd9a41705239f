// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every source does whose input is bytes with line ends in them. */
abstract class StreamContract extends SourceContract {
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
