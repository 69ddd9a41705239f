// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.SendSpanJoin;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.EntryStore;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Tracker;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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

  /** Both know nothing yet; what is put aside goes into the store, null for the heap. */
  static Tracking anew(
      RunSettings settings,
      HistorySink sink,
      PipelineListener listener,
      @Nullable EntryStore store) {
    return of(new Tracker(settings.limits(), sink, listener, store), settings);
  }

  /** Both as {@link #write} left them, and the store. */
  static Tracking restore(
      DataInput in,
      RunSettings settings,
      HistorySink sink,
      PipelineListener listener,
      @Nullable EntryStore store)
      throws IOException {
    Tracking restored = of(Tracker.restore(in, settings.limits(), sink, listener, store), settings);
    restored.join.restore(in);
    return restored;
  }

  void write(DataOutput out) throws IOException {
    tracker.snapshot(out);
    join.snapshot(out);
  }

  /** The same with what is in the store. */
  void writeWhole(DataOutput out) throws IOException {
    tracker.wholeSnapshot(out);
    join.snapshot(out);
  }
}
