// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines from all inputs, the oldest first, so that what one host handed to another is read in
 * the order in which it happened, also when much is to be caught up with. At the end of an input
 * nobody waits for it: from there on lines are taken as they arrive.
 */
final class Intake {
  private final List<Input> inputs;
  private final Input.Sink sink;

  Intake(List<Input> inputs, Input.Sink sink) {
    this.inputs = inputs;
    this.sink = sink;
  }

  /**
   * Takes lines until there are none, {@code enough} says so, or {@code maxLines} were taken.
   *
   * @return how many were taken
   */
  int turn(int maxLines, BooleanSupplier enough) {
    for (Input input : inputs) {
      if (!input.hasLine()) {
        input.look();
      }
    }
    int taken = 0;
    Input oldest = oldest();
    while (oldest != null && taken < maxLines && !enough.getAsBoolean()) {
      oldest.take(sink);
      oldest.look();
      taken++;
      oldest = oldest();
    }
    return taken;
  }

  private @Nullable Input oldest() {
    Input oldest = null;
    for (Input input : inputs) {
      if (input.hasLine() && (oldest == null || input.lineMicros() < oldest.lineMicros())) {
        oldest = input;
      }
    }
    return oldest;
  }

  /** True when no line will ever come. */
  boolean hasEnded() {
    return inputs.stream().allMatch(Input::hasEnded);
  }

  List<Input> inputs() {
    return inputs;
  }
}
