// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.SendSpanJoin;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Tracker;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The tracker with the join before it: what a checkpoint keeps of both.
 *
 * @param tracker to be asked; it is told by the join
 * @param join to be told
 */
record Tracking(Tracker tracker, SendSpanJoin join) {

  private static Tracking of(Tracker tracker, RunSettings settings) {
    long wait = settings.sendSpans() == null ? 0 : settings.limits().linkGrace().toNanos() / 1000;
    return new Tracking(tracker, new SendSpanJoin(tracker, wait, SendSpanTee.CAPACITY_BYTES));
  }

  /** Both know nothing yet. */
  static Tracking anew(RunSettings settings, HistorySink sink, PipelineListener listener) {
    return of(new Tracker(settings.limits(), sink, listener), settings);
  }

  /** Both as {@link #write} left them. */
  static Tracking restore(
      DataInput in, RunSettings settings, HistorySink sink, PipelineListener listener)
      throws IOException {
    Tracking restored = of(Tracker.restore(in, settings.limits(), sink, listener), settings);
    restored.join.restore(in);
    return restored;
  }

  void write(DataOutput out) throws IOException {
    tracker.snapshot(out);
    join.snapshot(out);
  }
}
