// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work cleanly when the process is told to end (SIGTERM, SIGINT, a terminal that is
 * closed): asks for the end, gives it some seconds, then cuts off whatever it waits for. The
 * process ends with code 0.
 */
final class CleanStop implements AutoCloseable {
  private static final long ASKED_SECONDS = 7;
  private static final long CUT_OFF_SECONDS = 2;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private CleanStop(Runnable ask, Runnable cutOff) {
    hook = new Thread(() -> end(ask, cutOff), "stop");
  }

  /**
   * @param ask asks for the end; may take a moment
   * @param cutOff ends what the work waits for; may take a moment
   */
  static CleanStop onSignal(Runnable ask, Runnable cutOff) {
    CleanStop stop = new CleanStop(ask, cutOff);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  private void end(Runnable ask, Runnable cutOff) {
    if (done.getCount() == 0) {
      return;
    }
    ask.run();
    try {
      if (!done.await(ASKED_SECONDS, TimeUnit.SECONDS)) {
        cutOff.run();
        boolean unused = done.await(CUT_OFF_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      // The process ends in any case.
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  /** The work has ended. */
  void done() {
    done.countDown();
  }

  @Override
  public void close() {
    done();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook is what runs now.
      return;
    }
  }
}
