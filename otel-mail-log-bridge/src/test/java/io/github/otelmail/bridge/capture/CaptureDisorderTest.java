// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.RecordingSink;
import io.github.otelmail.bridge.tracker.StepIdentity;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real logs, made worse: lines of one second in any order, lines missing, lines twice. {@link
 * RecordingSink} fails at the first call that breaks a promise.
 */
class CaptureDisorderTest {
  private static final TrackerLimits LIMITS =
      new TrackerLimits(100_000, 100_000, Duration.ofSeconds(5), Duration.ofMinutes(5), 50);

  static Stream<Capture> captures() {
    return Capture.all().stream();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shuffledSeconds_giveTheSameAttemptsOutcomesAndLinks(Capture capture) {
    List<Capture.Said> events = capture.events();
    RecordingSink ordered = track(events, LIMITS);
    Set<StepIdentity> expected = identities(ordered);
    Set<String> outcomes = outcomes(ordered);
    for (int seed = 1; seed <= seeds(events); seed++) {
      RecordingSink sink = track(shuffled(events, new Random(seed)), LIMITS);
      assertThat(identities(sink)).as("seed %d", seed).isEqualTo(expected);
      assertThat(outcomes(sink)).as("seed %d", seed).isEqualTo(outcomes);
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void repeatedLines_giveTheSameCalls(Capture capture) {
    List<Capture.Said> events = capture.events();
    List<Capture.Said> twice = new ArrayList<>();
    for (Capture.Said said : events) {
      twice.add(said);
      twice.add(said);
    }
    assertThat(track(twice, LIMITS).calls).isEqualTo(track(events, LIMITS).calls);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void missingAndRepeatedLines_inDisorder_breakNoPromise(Capture capture) {
    List<Capture.Said> events = capture.events();
    Set<StepIdentity> expected = identities(track(events, LIMITS));
    for (int seed = 1; seed <= seeds(events); seed++) {
      Random random = new Random(seed);
      List<Capture.Said> bad = new ArrayList<>();
      for (Capture.Said said : events) {
        int copies = random.nextInt(10) == 0 ? 0 : random.nextInt(10) == 0 ? 2 : 1;
        bad.addAll(Collections.nCopies(copies, said));
      }
      RecordingSink sink = track(shuffled(bad, random), LIMITS);
      assertThat(expected).as("seed %d", seed).containsAll(identities(sink));
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void littleRoom_breaksNoPromise(Capture capture) {
    TrackerLimits narrow = new TrackerLimits(7, 7, Duration.ofSeconds(5), Duration.ofMinutes(5), 2);
    List<Capture.Said> events = capture.events();
    int[] gaveUp = {0};
    RecordingSink sink = new RecordingSink();
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void gaveUp() {
            gaveUp[0]++;
          }
        };
    Tracker tracker = new Tracker(narrow, sink, listener);
    for (Capture.Said said : events) {
      tracker.event(said.header(), said.event());
      assertThat(tracker.openEntries()).isLessThanOrEqualTo(7);
    }
    tracker.finish();
    assertThat(sink.openEntries()).isZero();
    assertThat(gaveUp[0]).isLessThanOrEqualTo(sink.closed.size());
  }

  @ParameterizedTest
  @MethodSource("captures")
  void logFromTheMiddle_namesAttemptsAsTheWholeLogDoes(Capture capture) {
    List<Capture.Said> events = capture.events();
    Set<StepIdentity> expected = identities(track(events, LIMITS));
    List<Capture.Said> half = events.subList(events.size() / 2, events.size());
    assertThat(expected).containsAll(identities(track(half, LIMITS)));
  }

  private static int seeds(List<Capture.Said> events) {
    return events.size() > 5_000 ? 2 : 8;
  }

  private static RecordingSink track(List<Capture.Said> events, TrackerLimits limits) {
    RecordingSink sink = new RecordingSink();
    Tracker tracker = new Tracker(limits, sink, PipelineListener.NOOP);
    events.forEach(said -> tracker.event(said.header(), said.event()));
    tracker.finish();
    assertThat(sink.openEntries()).isZero();
    assertThat(tracker.openEntries()).isZero();
    return sink;
  }

  private static Set<StepIdentity> identities(RecordingSink sink) {
    Set<StepIdentity> identities = new HashSet<>();
    sink.of(Attempt.class).forEach(attempt -> identities.add(attempt.identity()));
    return identities;
  }

  /**
   * Without the Message-ID and the notification: of two Message-ID lines the first counts, and of
   * two notifications within a second nothing tells which recipients each is about.
   */
  private static Set<String> outcomes(RecordingSink sink) {
    Set<String> outcomes = new HashSet<>();
    for (RecordingSink.Closed closed : sink.closed) {
      for (Delivery delivery : closed.deliveries()) {
        outcomes.add(
            String.join(
                " ",
                closed.entry().identity().toString(),
                String.valueOf(closed.entry().previous()),
                delivery.recipient(),
                delivery.outcome().word(),
                String.valueOf(delivery.next())));
      }
    }
    return outcomes;
  }

  private static List<Capture.Said> shuffled(List<Capture.Said> events, Random random) {
    List<Capture.Said> result = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= events.size(); i++) {
      if (i == events.size() || second(events.get(i)) != second(events.get(start))) {
        List<Capture.Said> window = new ArrayList<>(events.subList(start, i));
        Collections.shuffle(window, random);
        result.addAll(window);
        start = i;
      }
    }
    return result;
  }

  private static long second(Capture.Said said) {
    return said.header().timeMicros() / 1_000_000;
  }
}
