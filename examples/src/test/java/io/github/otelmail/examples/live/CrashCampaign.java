// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.examples.bridge.BridgeProcess;
import io.github.otelmail.examples.relay.PostfixInstance;
import io.github.otelmail.examples.relay.Relay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the bridge follow logs that grow and are rotated, and kills it again and again: at random
 * moments of its life, its start included, and at the moment a backend has its spans and has not
 * said so. The backend is stopped and started meanwhile.
 */
final class CrashCampaign {
  private static final int SIGKILLED = 137;
  private static final long LONGEST_LIFE_MILLIS = 6_000;

  /** Lives after which, on average, a log is rotated, or the backend stopped or started. */
  private static final int LIVES_PER_EVENT = 5;

  private final Path directory;
  private final MailHosts hosts;
  private final UnsteadyBackend backend;
  private final Random random;
  private final CountDownLatch never = new CountDownLatch(1);
  private boolean backendUp = true;
  private int stops;
  private int rotations;
  private int idleLives;
  private int ambushes;

  CrashCampaign(Path directory, MailHosts hosts, UnsteadyBackend backend, long seed) {
    this.directory = directory;
    this.hosts = hosts;
    this.backend = backend;
    this.random = new Random(seed);
  }

  /** Starts the bridge and kills it, so many times. */
  void run(int kills) throws IOException, InterruptedException {
    for (int life = 0; life < kills; life++) {
      int before = backend.requests();
      Path output = directory.resolve("life" + life + ".out");
      try (BridgeProcess bridge = follow(output)) {
        int kind = random.nextInt(3);
        if (kind == 0 && backendUp) {
          ambush(bridge);
        } else {
          live(bridge, kind == 1);
        }
        assertThat(bridge.waitFor()).as("life %d: %s", life, bridge.printed()).isEqualTo(SIGKILLED);
      }
      idleLives += backend.requests() == before ? 1 : 0;
      Files.delete(output);
    }
    if (!backendUp) {
      backend.up();
    }
    backend.recover();
  }

  private BridgeProcess follow(Path output) throws IOException {
    return start(List.of("run", "--new-files=start"), "state", backend, output);
  }

  /**
   * Until a random moment after its start, or after the backend took something from it. The world
   * may change meanwhile.
   */
  private void live(BridgeProcess bridge, boolean untilTaken)
      throws IOException, InterruptedException {
    int millis = 200 + random.nextInt(2800);
    if (untilTaken && backendUp) {
      CountDownLatch taken = new CountDownLatch(1);
      backend.whenNextTaken(taken::countDown);
      boolean unused = taken.await(LONGEST_LIFE_MILLIS, TimeUnit.MILLISECONDS);
      backend.forgetAction();
    }
    pause(millis / 2);
    change();
    pause(millis - millis / 2);
    bridge.kill();
  }

  private void pause(int millis) throws InterruptedException {
    boolean unused = never.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Until the backend has taken some request, before the bridge is told so. */
  private void ambush(BridgeProcess bridge) throws InterruptedException {
    int request = 1 + random.nextInt(3);
    CountDownLatch taken = new CountDownLatch(request);
    backend.whenNextTaken(() -> spring(bridge, taken));
    ambushes += taken.await(LONGEST_LIFE_MILLIS, TimeUnit.MILLISECONDS) ? 1 : 0;
    backend.forgetAction();
    bridge.kill();
  }

  private void spring(BridgeProcess bridge, CountDownLatch taken) {
    if (taken.getCount() == 1) {
      bridge.kill();
    } else {
      backend.whenNextTaken(() -> spring(bridge, taken));
    }
    taken.countDown();
  }

  private void change() throws IOException, InterruptedException {
    if (!backendUp) {
      backend.up();
      backendUp = true;
    } else if (random.nextInt(2 * LIVES_PER_EVENT) == 0) {
      backend.down();
      backendUp = false;
      stops++;
    }
    if (random.nextInt(LIVES_PER_EVENT) == 0) {
      Relay relay = hosts.relays().get(random.nextInt(hosts.relays().size()));
      if (relay instanceof PostfixInstance postfix) {
        rotate(postfix);
        rotations++;
      }
    }
  }

  private void rotate(PostfixInstance postfix) throws IOException, InterruptedException {
    if (random.nextBoolean()) {
      postfix.rotateLog();
    } else {
      copyAndTruncate(postfix);
    }
  }

  /** The writer is held meanwhile: what it wrote in between would be lost to everybody. */
  private void copyAndTruncate(PostfixInstance postfix) throws IOException, InterruptedException {
    ProcessHandle writer = postfix.logWriter().orElseThrow();
    signal(writer, "STOP");
    try {
      Path log = postfix.log();
      Files.copy(log, log.resolveSibling(log.getFileName() + "-" + System.currentTimeMillis()));
      Files.newByteChannel(log, StandardOpenOption.WRITE).truncate(0).close();
    } finally {
      signal(writer, "CONT");
    }
  }

  private static void signal(ProcessHandle process, String name)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Reads on to the end of the logs, undisturbed. */
  void catchUp() throws IOException, InterruptedException {
    finish(List.of("run", "--once", "--new-files=start"), "state", backend);
  }

  /** Reads everything from the start to another backend, as nobody else were there. */
  void readUndisturbed(UnsteadyBackend other) throws IOException, InterruptedException {
    finish(List.of("run", "--once", "--from=start"), "undisturbed", other);
  }

  private void finish(List<String> command, String state, UnsteadyBackend to)
      throws IOException, InterruptedException {
    Path output = directory.resolve(state + ".out");
    try (BridgeProcess bridge = start(command, state, to, output)) {
      assertThat(bridge.waitFor()).as("%s", bridge.printed()).isZero();
    }
  }

  private BridgeProcess start(List<String> run, String state, UnsteadyBackend to, Path output)
      throws IOException {
    List<String> command = new ArrayList<>(run);
    command.add("--state-dir=" + directory.resolve(state));
    hosts.logs().forEach(log -> command.add(log.toString()));
    return BridgeProcess.start(command, to.endpoint(), output);
  }

  /** In one line, what was done. */
  String summary() {
    return ("%d kills between a request and its answer, %d lives without a request, backend"
            + " stopped %d times, logs rotated %d times")
        .formatted(ambushes, idleLives, stops, rotations);
  }
}
