// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.ArrayList;
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
  private final boolean open;

  /**
   * @param open whether more inputs may come
   */
  Intake(List<Input> inputs, boolean open, Input.Sink sink) {
    this.inputs = new ArrayList<>(inputs);
    this.open = open;
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
    return !open && inputs.stream().allMatch(Input::hasEnded);
  }

  void add(Input input) {
    inputs.add(input);
  }

  /** Takes out the inputs that have ended, where others may come. */
  List<Input> removeEnded() {
    List<Input> ended = new ArrayList<>();
    if (open) {
      inputs.stream().filter(Input::hasEnded).forEach(ended::add);
      inputs.removeAll(ended);
    }
    return ended;
  }

  List<Input> inputs() {
    return inputs;
  }
}
