// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.durable.CheckedFile;
import io.github.otelmail.bridge.durable.PaperDisk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  @Test
  void aCheckpointLargerThanTheHeap_isToldWithWhatToChange() throws IOException {
    PaperDisk disk = new PaperDisk();
    new CheckedFile(disk, "checkpoint", 2)
        .write(
            out -> {
              out.writeLong(1);
              out.writeInt(0);
            });
    Checkpoints checkpoints =
        new Checkpoints(disk, new CheckpointStore(disk, QueueStore.HEAP, Checkpoints.VERSION));
    Checkpoints.Restorer hungry =
        (in, entries) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    assertThatThrownBy(() -> checkpoints.read(hungry, text -> {}))
        .isInstanceOf(FailedException.class)
        .hasMessageContaining("paper/checkpoint has 28 bytes, and the heap ")
        .hasMessageContaining("-Xmx")
        .hasMessageContaining("--max-entries");
  }
}
