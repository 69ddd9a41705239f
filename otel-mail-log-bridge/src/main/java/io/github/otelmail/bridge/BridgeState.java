// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.RunSettings.From;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.HistorySink;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.function.Consumer;

/** All that one run of the bridge has from the one before, and leaves to the next. */
final class BridgeState implements Closeable {
  private final StateDirectory directory;
  private final CheckpointStore store;
  private final Checkpoints checkpoints;
  private final Tracking tracking;
  private final boolean complete;

  /**
   * Takes the state directory and reads the checkpoint in it.
   *
   * @param sink receives what the tracker tells
   * @param notice told of what was damaged
   * @throws FailedException when the state cannot be used
   */
  BridgeState(
      RunSettings settings, HistorySink sink, PipelineListener listener, Consumer<String> notice) {
    directory = StateDirectory.open(settings.stateDirectory());
    store = new CheckpointStore(directory.disk(), settings.queueStore(), Checkpoints.VERSION);
    checkpoints = new Checkpoints(directory.disk(), store);
    try {
      complete =
          settings.from() == From.CHECKPOINT
              ? checkpoints.read(
                  (in, entries) -> Tracking.restore(in, settings, sink, listener, entries), notice)
              : checkpoints.disregard();
      Tracking restored = checkpoints.tracking();
      tracking =
          restored != null ? restored : Tracking.anew(settings, sink, listener, store.entries());
    } catch (FailedException e) {
      close();
      throw e;
    }
  }

  Path path() {
    return directory.path();
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  /** As the checkpoint had it; without one it knows nothing. */
  Tracking tracking() {
    return tracking;
  }

  /** False when the checkpoint was damaged: all that the logs still hold has to be read again. */
  boolean isComplete() {
    return complete;
  }

  /** What was not committed is lost. */
  @Override
  public void close() {
    store.close();
    directory.close();
  }
}
