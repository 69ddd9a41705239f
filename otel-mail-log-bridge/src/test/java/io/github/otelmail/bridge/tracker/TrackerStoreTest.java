// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.PipelineListener;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tracker that puts entries aside into a store does what one does that keeps them. */
class TrackerStoreTest {
  private static TrackerLimits limits(int maxEntries, int unpacked) {
    Duration minutes = Duration.ofMinutes(5);
    return new TrackerLimits(
        maxEntries, maxEntries, Duration.ofSeconds(5), minutes, minutes, 3, unpacked);
  }

  private static String id(int i) {
    return "00000%03X".formatted(i);
  }

  /** Mail that comes, is deferred, tried again, sent on, requeued and removed, on two hosts. */
  private static void live(TestLog log, int seed, Consumer<TestLog> between) {
    Random random = new Random(seed);
    log.sink.timeIsMonotonic = false;
    double now = 0;
    for (int step = 0; step < 1_500; step++) {
      now += random.nextInt(100) == 0 ? 86_400 : random.nextInt(20);
      String id = id(random.nextInt(60));
      log.at(now).on(random.nextInt(4) == 0 ? "mx2" : "mx1");
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> log.queued(id, "m" + random.nextInt(30) + "@x", 1 + random.nextInt(2));
        case 3, 4, 5, 6 -> log.deferred(id, "r" + random.nextInt(2) + "@y", random.nextInt(50));
        case 7 -> log.sentAs(id, "r0@y", 5, id(random.nextInt(60)));
        case 8 -> log.bounced(id, "r1@y", 5).notified(id, id(random.nextInt(60)));
        case 9 -> log.removed(id);
        case 10 -> log.pickup(id(random.nextInt(60)), id);
        default -> log.advance(now + random.nextInt(400));
      }
      between.accept(log);
    }
    log.finish();
  }

  private static void assertSame(TestLog actual, TestLog expected) {
    assertThat(actual.sink.calls).isEqualTo(expected.sink.calls);
    assertThat(actual.gaveUp).isEqualTo(expected.gaveUp);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void stored_goesOnAsInTheHeap(int seed) {
    TestLog heap = new TestLog(limits(40, 3));
    live(heap, seed, log -> {});
    assertThat(heap.gaveUp).isPositive();
    MapStore store = new MapStore();
    TestLog stored = new TestLog(limits(40, 3), store);
    int[] most = {0};
    live(stored, seed, log -> most[0] = Math.max(most[0], store.size()));
    assertSame(stored, heap);
    assertThat(most[0]).isGreaterThan(10);
    assertThat(store.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void restartedAtAnyMoment_goesOnAsInTheHeap(int seed) {
    TestLog heap = new TestLog(limits(1000, 2));
    live(heap, seed, log -> {});
    TestLog stored = new TestLog(limits(1000, 2), new MapStore());
    live(stored, seed, TestLog::restart);
    assertSame(stored, heap);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void movedBetweenStoreAndHeap_goesOnAsInTheHeap(int seed) {
    TestLog heap = new TestLog(limits(1000, 2));
    live(heap, seed, log -> {});
    TestLog moved = new TestLog(limits(1000, 2), new MapStore());
    Random random = new Random(seed);
    live(moved, seed, log -> log.moveTo(random.nextBoolean() ? new MapStore() : null));
    assertSame(moved, heap);
  }

  @Test
  void clockTurnedBack_countsAsHeardOf_alsoInTheStore() {
    TestLog heap = new TestLog(limits(1000, 0));
    turnBack(heap);
    TestLog stored = new TestLog(limits(1000, 0), new MapStore());
    turnBack(stored);
    assertSame(stored, heap);
    assertThat(stored.gaveUp).isEqualTo(5);
  }

  private static void turnBack(TestLog log) {
    log.sink.timeIsMonotonic = false;
    for (int i = 0; i < 5; i++) {
      log.at(500_000 + i).queued(id(i), "m" + i + "@x", 1).deferred(id(i), "r@y", 1);
    }
    for (int i = 0; i < 150; i++) {
      log.at(i).refused(null, false);
    }
    log.advance(863_000).advance(865_000).finish();
  }

  @Test
  void snapshotWithAStore_isNotReadWithoutIt() {
    TestLog log = new TestLog(limits(1000, 0), new MapStore());
    byte[] snapshot = log.queued(id(1), "m@x", 1).deferred(id(1), "r@y", 1).snapshot();
    assertThatThrownBy(
            () ->
                Tracker.restore(
                    new DataInputStream(new ByteArrayInputStream(snapshot)),
                    log.limits,
                    log.sink,
                    PipelineListener.NOOP))
        .hasMessageContaining("the queue store that belongs to it is missing");
  }

  @Test
  void snapshotWithAStore_holdsOnlyWhatIsNotStored() {
    TestLog log = new TestLog(limits(10_000, 10), new MapStore());
    int few = 0;
    for (int i = 0; i < 4_000; i++) {
      log.at(i).queued(id(i), "m" + i + "@x", 1).deferred(id(i), "r@y", 1);
      if (i == 100) {
        few = log.snapshot().length;
      }
    }
    assertThat(log.snapshot().length).isLessThan(few + 100);
  }
}
