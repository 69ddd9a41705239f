// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of {@code journalctl}: its lines, and what it said when it ended. */
final class JournalProcess implements Closeable {
  private static final int SAID_BYTES = 2_000;
  private static final long END_SECONDS = 1;

  private final Process process;
  private final StreamLines lines;
  private final Thread errors;
  private final StringBuilder said = new StringBuilder();

  private JournalProcess(Process process, Runnable onInput, PipelineListener listener) {
    this.process = process;
    this.lines = new StreamLines("journald", process.getInputStream(), onInput, listener);
    this.errors = new Thread(this::readErrors, "journald-errors");
    errors.setDaemon(true);
    errors.start();
  }

  static JournalProcess start(List<String> command, Runnable onInput, PipelineListener listener)
      throws IOException {
    return new JournalProcess(new ProcessBuilder(command).start(), onInput, listener);
  }

  LogSource.Next next(LogLine line) {
    return lines.next(line);
  }

  private void readErrors() {
    try (InputStream in = process.getErrorStream()) {
      byte[] bytes = new byte[SAID_BYTES];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        say(new String(bytes, 0, count, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The process is gone, and with it what it wanted to say.
      say(String.valueOf(e.getMessage()));
    }
  }

  private void say(String text) {
    synchronized (said) {
      said.append(text, 0, Math.min(text.length(), SAID_BYTES - said.length()));
    }
  }

  /** True when it came to the end of what it was asked for. */
  boolean endedWell() {
    await();
    return !process.isAlive() && process.exitValue() == 0;
  }

  /** For the operator. */
  String howItEnded() {
    String exit = process.isAlive() ? "closed its output" : "ended with " + process.exitValue();
    String text;
    synchronized (said) {
      text = said.toString();
    }
    text = text.strip().replaceAll("\\s*\\R\\s*", "; ");
    return "journalctl " + exit + (text.isEmpty() ? "" : " (" + text + ")");
  }

  /** Its output has ended, so it has all but ended itself. */
  private void await() {
    try {
      boolean unused = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      errors.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    lines.close();
    process.destroy();
  }
}
