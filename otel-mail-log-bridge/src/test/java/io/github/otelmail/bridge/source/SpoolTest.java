// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.durable.PaperDisk;
import io.github.otelmail.bridge.event.LogLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps of a spool one by one, on a disk on paper. */
class SpoolTest {
  private static final SpoolIntake.Limits LIMITS = new SpoolIntake.Limits(1_000, 200, 400);

  private final PaperDisk disk = new PaperDisk();
  private final List<String> told = new ArrayList<>();
  private final List<String> answered = new ArrayList<>();
  private final LogLine line = new LogLine();
  private Spool spool;

  @BeforeEach
  void open() throws IOException {
    open(null);
  }

  private void open(@Nullable String position) throws IOException {
    Spool.Signals signals = new Spool.Signals(() -> {}, () -> {}, told::add);
    spool = new Spool(disk, LIMITS, position, signals);
  }

  private boolean offer(String... texts) {
    List<byte[]> lines = Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
    return spool.offer(new ReceivedLines(lines, () -> answered.add(texts[0])));
  }

  private void write() {
    boolean unused = spool.writer().write();
    spool.writer().sync();
  }

  private List<String> read() {
    List<String> lines = new ArrayList<>();
    while (spool.next(line) == LogSource.Next.LINE) {
      lines.add(line.toString());
    }
    return lines;
  }

  @Test
  void aSender_isAnsweredWhenTheDiskHasTheLinesAndBeforeTheyAreRead() {
    assertThat(offer("one", "two")).isTrue();
    assertThat(spool.writer().write()).as("somebody waits").isTrue();
    assertThat(answered).isEmpty();
    assertThat(read()).isEmpty();
    spool.writer().sync();
    assertThat(answered).containsExactly("one");
    assertThat(read()).containsExactly("one", "two");
  }

  @Test
  void whoKeepsUp_doesNotReadTheDisk() {
    for (int i = 0; i < 50; i++) {
      assertThat(offer("line " + i)).isTrue();
      write();
      assertThat(read()).containsExactly("line " + i);
      spool.acknowledge();
    }
    assertThat(disk.reads).isZero();
    assertThat(spool.storedBytes()).isLessThanOrEqualTo(LIMITS.segmentBytes());
  }

  @Test
  void aPosition_isALineWithinABatch() throws IOException {
    offer("one", "two", "three");
    write();
    assertThat(spool.next(line)).isEqualTo(LogSource.Next.LINE);
    assertThat(spool.next(line)).isEqualTo(LogSource.Next.LINE);
    assertThat(spool.position()).isEqualTo("1:0:1");
    open(spool.position());
    assertThat(spool.position()).as("before anything is read").isEqualTo("1:0:1");
    assertThat(read()).containsExactly("two", "three");
    assertThat(spool.unreadBytes()).isZero();
  }

  @Test
  void aPositionOfNoKnownForm_isToldAndEverythingIsRead() throws IOException {
    offer("one");
    write();
    open("somewhere");
    assertThat(told).hasSize(1).first().asString().contains("no known form");
    assertThat(read()).containsExactly("one");
  }

  @Test
  void aFullSpool_takesNoMoreUntilThereIsRoom() {
    String long100 = "x".repeat(100);
    List<String> retried = new ArrayList<>();
    while (offer(long100)) {
      write();
    }
    assertThat(spool.storedBytes()).isLessThanOrEqualTo(LIMITS.maxBytes());
    assertThat(offer(long100)).isFalse();
    assertThat(told).hasSize(1).first().asString().contains("full, 1000 bytes");
    assertThat(spool.trouble()).isEqualTo("the spool is full");
    spool.whenRoom(() -> retried.add("now"));
    assertThat(read()).isNotEmpty();
    assertThat(retried).as("retried before what was read is acknowledged").isEmpty();
    spool.acknowledge();
    assertThat(retried).containsExactly("now");
    assertThat(told).hasSize(2).last().isEqualTo("the spool has room again");
    assertThat(spool.trouble()).isNull();
    assertThat(offer(long100)).isTrue();
  }

  @Test
  void aBatchLargerThanTheSpool_isTakenAlone() {
    assertThat(offer("small")).isTrue();
    write();
    assertThat(offer("x".repeat(2_000))).isFalse();
    assertThat(read()).containsExactly("small");
    spool.acknowledge();
    assertThat(offer("x".repeat(2_000))).isTrue();
    write();
    assertThat(read()).hasSize(1);
  }

  @Test
  void whatWaitsInMemory_isBounded() {
    disk.failing = () -> true;
    int taken = 0;
    while (offer("line " + taken)) {
      taken++;
    }
    assertThat(spool.waitingBytes()).isLessThanOrEqualTo(LIMITS.memoryBytes());
    write();
    assertThat(read()).hasSize(taken);
    assertThat(spool.waitingBytes()).isZero();
  }

  @Test
  void aDiskThatFails_isToldOnceAndLinesGoThroughMemory() {
    offer("before");
    write();
    disk.failing = () -> true;
    offer("one");
    write();
    offer("two");
    spool.intake().retry();
    write();
    assertThat(told).hasSize(1).first().asString().contains("cannot be written", "no space");
    assertThat(spool.trouble()).contains("no space left on device");
    assertThat(read()).containsExactly("before", "one", "two");
    assertThat(answered).as("answered while a crash would lose them").containsExactly("before");
    spool.acknowledge();
    assertThat(answered).containsExactly("before", "one", "two");
  }

  @Test
  void aDiskThatWorksAgain_isFoundOutWithoutALineToo() throws IOException {
    disk.failing = () -> true;
    offer("one");
    write();
    assertThat(read()).containsExactly("one");
    spool.intake().retry();
    write();
    assertThat(spool.trouble()).isNotNull();
    disk.failing = () -> false;
    spool.intake().retry();
    write();
    assertThat(spool.trouble()).isNull();
    assertThat(told).hasSize(2).last().isEqualTo("the spool is written again");
    offer("two");
    write();
    open(spool.position());
    assertThat(read()).containsExactly("two");
  }

  @Test
  void linesThatWereWithdrawn_areNotWritten() {
    ReceivedLines lines = new ReceivedLines(List.of("one".getBytes(UTF_8)), () -> {});
    assertThat(spool.offer(lines)).isTrue();
    assertThat(lines.withdraw()).isTrue();
    write();
    assertThat(read()).isEmpty();
    assertThat(spool.waitingBytes()).isZero();
    assertThat(disk.names()).isEmpty();
  }
}
