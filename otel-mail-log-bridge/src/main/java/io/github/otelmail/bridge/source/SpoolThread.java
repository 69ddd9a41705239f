// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Drives the writer of a spool. What arrives is written at once. The disk is made to take it at
 * once too when a sender waits for that, together with all that arrived meanwhile; else after a
 * tenth of a second at the latest. A disk that failed is tried again after a second.
 */
final class SpoolThread implements Closeable {
  private static final long SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long END_MILLIS = 5_000;

  private final SpoolIntake intake;
  private final SpoolWriter writer;
  private final Semaphore woken;
  private final Consumer<String> notices;
  private final Thread thread;
  private volatile boolean closing;
  private long syncedNanos = System.nanoTime() - SYNC_NANOS;
  private long failedNanos;

  /**
   * Starts.
   *
   * @param woken released whenever there is something to write
   */
  SpoolThread(
      String name,
      SpoolIntake intake,
      SpoolWriter writer,
      Semaphore woken,
      Consumer<String> notices) {
    this.intake = intake;
    this.writer = writer;
    this.woken = woken;
    this.notices = notices;
    thread = new Thread(this::run, name + "-spool");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        long wait = step(System.nanoTime());
        if (woken.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
          woken.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread to stop it; what was taken is written before it ends.
      closing = true;
    }
    end();
  }

  /** Does what is due, and returns after which time something will be, nanoseconds. */
  private long step(long now) {
    if (intake.isMemoryOnly()) {
      long left = failedNanos + RETRY_NANOS - now;
      if (left > 0) {
        return left;
      }
      intake.retry();
    }
    boolean awaited = writer.write();
    long left = syncedNanos + SYNC_NANOS - now;
    if (awaited || left <= 0) {
      if (writer.hasUnsynced()) {
        writer.sync();
        syncedNanos = System.nanoTime();
      }
    }
    if (intake.isMemoryOnly()) {
      failedNanos = System.nanoTime();
      return RETRY_NANOS;
    }
    return writer.hasUnsynced() ? left : Long.MAX_VALUE;
  }

  private void end() {
    intake.retry();
    boolean unused = writer.write();
    writer.sync();
    long lost = intake.unanswered();
    if (lost > 0) {
      notices.accept(lost + " lines could not be written to the spool and are lost");
    }
    try {
      writer.close();
    } catch (IOException e) {
      notices.accept("closing the spool: " + e);
    }
  }

  /** Writes what is pending, and ends. */
  @Override
  public void close() {
    closing = true;
    woken.release();
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      // The process is ending; the thread is a daemon.
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      notices.accept("the spool is not written to its end: the disk does not answer");
    }
  }
}
