// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.durable.PaperDisk;
import io.github.otelmail.bridge.event.LogLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A random program of senders, a disk that fails and loses power, and a bridge that reads, commits,
 * stops and is killed. The model is three sets of lines: those a sender was told are safe, those
 * that were read since the last start, and those that are committed.
 */
final class SpoolProgram {
  private static final SpoolIntake.Limits LIMITS = new SpoolIntake.Limits(2_000, 250, 500);
  private static final int SENDERS = 3;
  private static final int STEPS = 60;

  /** How often a program came to what it is for. */
  private final Map<String, Integer> coverage;

  private final Random random;
  private final PaperDisk disk = new PaperDisk();
  private final List<String> told = new ArrayList<>();
  private final LogLine line = new LogLine();

  private final Set<String> answered = new HashSet<>();
  private final Set<String> committed = new HashSet<>();
  private final List<String> read = new ArrayList<>();
  private final Map<String, Integer> lastRead = new HashMap<>();
  private @Nullable String standsAt;
  private final int[] sent = new int[SENDERS];

  private @Nullable String checkpoint;
  private Spool spool;

  SpoolProgram(int seed, Map<String, Integer> coverage) throws IOException {
    this.coverage = coverage;
    random = new Random(seed);
    spool = open();
  }

  static Map<String, Integer> coverage() {
    return new TreeMap<>();
  }

  private void came(String to) {
    coverage.merge(to, 1, Integer::sum);
  }

  private Spool open() throws IOException {
    Spool.Signals signals = new Spool.Signals(() -> {}, () -> {}, told::add);
    return new Spool(disk, LIMITS, checkpoint, signals);
  }

  void run() throws IOException {
    for (int i = 0; i < STEPS; i++) {
      step(random.nextInt(20));
    }
    disk.failing = () -> false;
    settle();
    readLines(Integer.MAX_VALUE);
    Set<String> missing = new HashSet<>(answered);
    missing.removeAll(committed);
    read.forEach(missing::remove);
    assertThat(missing).as("answered and never read, %s", told).isEmpty();
    assertThat(told).as("notices").noneMatch(text -> text.contains("damaged"));
    assertThat(told).noneMatch(text -> text.contains("not there any more"));
    commit();
    assertThat(spool.unreadBytes()).isZero();
    assertThat(spool.storedBytes()).isLessThanOrEqualTo(LIMITS.segmentBytes() + 200);
    assertThat(spool.trouble()).isNull();
  }

  private void step(int kind) throws IOException {
    switch (kind) {
      case 0, 1, 2, 3, 4, 5, 6 -> receive();
      case 7, 8, 9 -> awaitedWrite();
      case 10 -> spool.writer().sync();
      case 11, 12, 13 -> readLines(random.nextInt(8));
      case 14, 15 -> commit();
      case 16 -> disk.failing = random.nextInt(3) == 0 ? () -> random.nextInt(3) == 0 : () -> false;
      case 17 -> spool.intake().retry();
      case 18 -> restart(random.nextBoolean());
      default -> readLines(random.nextInt(30));
    }
  }

  private void receive() {
    int sender = random.nextInt(SENDERS);
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      lines.add(sender + " " + sent[sender]++ + " " + "x".repeat(random.nextInt(20)));
    }
    List<byte[]> bytes = lines.stream().map(text -> text.getBytes(UTF_8)).toList();
    Runnable onSafe =
        random.nextInt(3) == 0 ? ReceivedLines.UNANSWERED : () -> answered.addAll(lines);
    ReceivedLines received = new ReceivedLines(bytes, onSafe);
    if (!spool.offer(received)) {
      came("refused");
    } else if (random.nextInt(15) == 0 && received.withdraw()) {
      came("withdrawn");
    }
  }

  private void awaitedWrite() {
    if (spool.writer().write() || random.nextBoolean()) {
      spool.writer().sync();
    }
    if (spool.intake().isMemoryOnly()) {
      came("memory only");
    }
  }

  private void readLines(int count) {
    for (int i = 0; i < count; i++) {
      boolean stored = spool.unreadBytes() > 0;
      boolean remembered = spool.waitingBytes() > spool.intake().pendingBytes();
      if (spool.next(line) == LogSource.Next.NONE) {
        done();
        return;
      }
      done();
      came(stored ? (remembered ? "read from memory" : "read from disk") : "read on");
      String text = line.toString();
      assertThat(committed).as("committed before").doesNotContain(text);
      String[] parts = text.split(" ", -1);
      int number = Integer.parseInt(parts[1]);
      Integer before = lastRead.put(parts[0], number);
      assertThat(before == null || before < number).as("order, at %s", text).isTrue();
      standsAt = text;
    }
  }

  /** The bridge looks for another line when it has taken the one before. */
  private void done() {
    if (standsAt != null) {
      read.add(standsAt);
    }
    standsAt = null;
  }

  private void commit() {
    String position = spool.position();
    checkpoint = position;
    committed.addAll(read);
    read.clear();
    spool.acknowledge();
  }

  private void settle() {
    spool.intake().retry();
    boolean unused = spool.writer().write();
    spool.writer().sync();
  }

  private void restart(boolean killed) throws IOException {
    if (!killed) {
      settle();
    }
    spool.close();
    disk.failing = () -> false;
    int names = disk.names().size();
    if (killed) {
      disk.cutPower(random);
      came("power cut");
    }
    came(names > 1 ? "restart with segments" : "restart with one segment or none");
    read.clear();
    lastRead.clear();
    standsAt = null;
    told.removeIf(text -> text.contains("cannot be written"));
    spool = open();
    if (told.stream().anyMatch(text -> text.contains("cut off"))) {
      came("torn");
      told.removeIf(text -> text.contains("cut off"));
    }
  }
}
