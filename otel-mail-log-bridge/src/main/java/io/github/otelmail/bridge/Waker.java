// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How the bridge's thread passes the time while there is nothing to read. */
interface Waker {
  /** A clock that never goes back, nanoseconds. */
  long nanos();

  /** Returns after {@code nanos}, or earlier once {@link #wake} was called. */
  void await(long nanos);

  /** Ends the present or else the next {@link #await}. For any thread. */
  void wake();

  /** The system's clock. */
  static Waker system() {
    Semaphore woken = new Semaphore(0);
    return new Waker() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void await(long nanos) {
        try {
          if (woken.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            woken.drainPermits();
          }
        } catch (InterruptedException e) {
          // Nobody interrupts this thread to stop it; whoever does gets the flag back.
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void wake() {
        woken.release();
      }
    };
  }
}
