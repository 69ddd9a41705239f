// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One bridge after the other in the same process, each with the plan of its time: the next one goes
 * on where the one before has sent and committed all that it had accepted.
 */
final class BridgeRuns {
  /** Makes bridges. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens what the plan names.
     *
     * @param standardInput what the bridge before left of it, null for nothing
     * @throws FailedException when something cannot be opened
     */
    Bridge open(RunPlan plan, @Nullable Input standardInput);
  }

  private final Opener opener;
  private final Consumer<String> say;
  private final AtomicReference<@Nullable RunPlan> next = new AtomicReference<>();
  private volatile RunPlan current;
  private volatile @Nullable Bridge bridge;
  private volatile boolean stopped;

  /**
   * @param first what to begin with
   * @param say tells the operator
   */
  BridgeRuns(RunPlan first, Opener opener, Consumer<String> say) {
    current = first;
    this.opener = opener;
    this.say = say;
  }

  /**
   * Works until all inputs have ended or {@link #stop} is called.
   *
   * @throws FailedException when the work cannot be done
   */
  void run() {
    try {
      runAll();
    } catch (OutOfMemoryError e) {
      // With the bridge all that it kept is given up, so there is room for the message.
      bridge = null;
      throw new FailedException(
          "out of memory: " + HeapAdvice.text() + ". A restart goes on from the last checkpoint");
    }
  }

  private void runAll() {
    Bridge running = started(opener.open(current, null));
    try {
      running.run();
      for (RunPlan plan = next.getAndSet(null);
          plan != null && !stopped;
          plan = next.getAndSet(null)) {
        running = started(replaced(running, plan));
        running.run();
      }
      say.accept("ended: " + running.counts());
    } finally {
      running.close();
    }
  }

  private Bridge started(Bridge opened) {
    bridge = opened;
    if (stopped || next.get() != null) {
      opened.stop();
    }
    return opened;
  }

  private Bridge replaced(Bridge old, RunPlan plan) {
    Input standardInput = old.release(plan.settings().files().contains(RunSettings.STDIN));
    try {
      Bridge opened = opener.open(plan, standardInput);
      current = plan;
      say.accept("reloaded: " + opened.description());
      return opened;
    } catch (FailedException e) {
      say.accept("not reloaded, going on as before: " + e.getMessage());
      return opener.open(current, standardInput);
    }
  }

  /** Reads the plan anew and has the bridge change to it soon. For any thread. */
  synchronized void reload(UnaryOperator<RunPlan> reader) {
    try {
      next.set(reader.apply(current));
    } catch (FailedException e) {
      say.accept("not reloaded, going on as before: " + e.getMessage());
      return;
    }
    Bridge running = bridge;
    if (running != null) {
      running.stop();
    }
  }

  /** Ends {@link #run} soon, with everything sent and committed. For any thread. */
  void stop() {
    stopped = true;
    Bridge running = bridge;
    if (running != null) {
      running.stop();
    }
  }
}
