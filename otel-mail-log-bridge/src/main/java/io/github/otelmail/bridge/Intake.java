// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines from all inputs, the oldest first, so that what one host handed to another is read in
 * the order in which it happened, also when much is to be caught up with. At the end of an input
 * nobody waits for it: from there on lines are taken as they arrive.
 */
final class Intake {
  /** Replaced, never changed: other threads may look. */
  private volatile List<Input> inputs;

  private final Input.Sink sink;
  private final boolean open;

  /**
   * @param open whether more inputs may come
   */
  Intake(List<Input> inputs, boolean open, Input.Sink sink) {
    this.inputs = List.copyOf(inputs);
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

  /** Time of the oldest line that waits, epoch microseconds; {@link Vitals#NO_LINE} for none. */
  long waitingMicros() {
    Input oldest = oldest();
    return oldest == null ? Vitals.NO_LINE : oldest.lineMicros();
  }

  /** Bytes of logs and spools that were not read yet. For any thread. */
  long unreadBytes() {
    return inputs.stream().mapToLong(Input::unreadBytes).sum();
  }

  /** Bytes on disk of what was received and is kept. For any thread. */
  long storedBytes() {
    return inputs.stream().mapToLong(Input::storedBytes).sum();
  }

  /** What keeps an input from doing all of its work; null while nothing does. For any thread. */
  @Nullable String trouble() {
    return inputs.stream().map(Input::trouble).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** True when no line will ever come. */
  boolean hasEnded() {
    return !open && inputs.stream().allMatch(Input::hasEnded);
  }

  void add(Input input) {
    List<Input> more = new ArrayList<>(inputs);
    more.add(input);
    inputs = List.copyOf(more);
  }

  /** Takes out the inputs that have ended, where others may come. */
  List<Input> removeEnded() {
    List<Input> ended = new ArrayList<>();
    if (open) {
      inputs.stream().filter(Input::hasEnded).forEach(ended::add);
      List<Input> rest = new ArrayList<>(inputs);
      rest.removeAll(ended);
      inputs = List.copyOf(rest);
    }
    return ended;
  }

  /** For any thread. */
  List<Input> inputs() {
    return inputs;
  }
}
