// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.LogSource;
import io.github.otelmail.bridge.source.SendSpanQueue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An input that is no file: the journal, or what listens on a port. */
interface SourceFactory {
  /** As {@link LogSource#name} will be: under it the checkpoint keeps the position. */
  String name();

  /** Where it puts what applications tell of the mails they sent; null when nobody tells it. */
  default @Nullable SendSpanQueue sendSpans() {
    return null;
  }

  /**
   * Begins to read.
   *
   * @param position where the last run stopped, null for none
   * @param start where to begin then
   * @param onInput to be called whenever there is a line where there was none
   * @throws IOException when that is not possible: a port is taken, a program is missing
   */
  LogSource open(
      @Nullable String position, Start start, Runnable onInput, PipelineListener listener)
      throws IOException;
}
