// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The power is cut at every step of replacing a file, with whatever may be left then. */
class CheckedFilePowerCutTest {
  private static final int STEPS = 12;
  private static final int SEEDS = 200;

  private static String read(Disk disk) throws IOException {
    String[] content = {"none"};
    new CheckedFile(disk, "state", 1).read(in -> content[0] = in.readUTF());
    return content[0];
  }

  /** Replaces the content until a step fails; true when none did. */
  private static boolean write(PaperDisk disk, int failingStep) {
    AtomicInteger steps = new AtomicInteger();
    disk.failing = () -> steps.getAndIncrement() >= failingStep;
    try {
      new CheckedFile(disk, "state", 1).write(out -> out.writeUTF("new"));
      return true;
    } catch (IOException e) {
      // As it was told to.
      return false;
    } finally {
      disk.failing = () -> false;
    }
  }

  @Test
  void whatIsLeft_isTheOldContentOrTheNew() throws IOException {
    TreeSet<String> seen = new TreeSet<>();
    for (int step = 0; step < STEPS; step++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        PaperDisk disk = new PaperDisk();
        new CheckedFile(disk, "state", 1).write(out -> out.writeUTF("old"));
        boolean done = write(disk, step);
        disk.cutPower(new Random(seed));
        String left = read(disk);
        assertThat(left).as("step %d, seed %d", step, seed).isIn(done ? "" : "old", "new");
        seen.add(step + " " + left);
        new CheckedFile(disk, "state", 1).write(out -> out.writeUTF("next"));
        assertThat(read(disk)).isEqualTo("next");
      }
    }
    assertThat(seen).contains("0 old", "11 new").hasSizeGreaterThan(STEPS);
  }

  @Test
  void aFullDisk_isLeftNoPartOfAFile() throws IOException {
    PaperDisk disk = new PaperDisk();
    new CheckedFile(disk, "state", 1).write(out -> out.writeUTF("old"));
    AtomicInteger steps = new AtomicInteger();
    disk.failing = () -> steps.getAndIncrement() == 1;
    assertThatThrownBy(() -> new CheckedFile(disk, "state", 1).write(out -> out.writeUTF("new")))
        .hasMessageContaining("no space");
    assertThat(disk.names()).containsExactly("state");
    assertThat(read(disk)).isEqualTo("old");
  }
}
