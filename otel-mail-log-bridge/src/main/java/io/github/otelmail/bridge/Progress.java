// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.io.Closeable;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how much of the input is read; says nothing anywhere else. */
final class Progress implements Closeable {
  private static final int UPDATE_MILLIS = 250;

  private final @Nullable ProgressBar bar;

  /**
   * @param totalBytes 0 when it is not known
   * @param err where the bar is drawn, so that it never mixes with a report that is written to a
   *     file
   */
  Progress(Terminal terminal, long totalBytes, PrintStream err) {
    this.bar =
        terminal.interactive()
            ? new ProgressBarBuilder()
                .setTaskName("Reading")
                .setInitialMax(totalBytes == 0 ? -1 : totalBytes)
                .setUnit(" MB", 1_000_000)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(err, terminal.width()))
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  void bytes(long count) {
    if (bar != null) {
      bar.stepBy(count);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
