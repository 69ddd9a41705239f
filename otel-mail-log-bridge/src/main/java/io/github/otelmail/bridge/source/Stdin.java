// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard input. What it had read when the process is killed is lost: a file is the safer source.
 */
public final class Stdin implements LogSource {
  private final StreamLines lines;

  /**
   * Begins to read.
   *
   * @param onInput called from another thread whenever there may be a line where there was none
   */
  public Stdin(InputStream input, Runnable onInput, PipelineListener listener) {
    lines = new StreamLines("standard input", input, onInput, listener);
  }

  @Override
  public String name() {
    return "-";
  }

  @Override
  public Next next(LogLine line) {
    return lines.next(line);
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
    lines.close();
  }
}
