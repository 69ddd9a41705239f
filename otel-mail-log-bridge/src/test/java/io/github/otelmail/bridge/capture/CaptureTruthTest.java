// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.CONTRADICTING_CODE_REPLACED;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.DELETED_IN_BULK;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.DESTINATION_COULD_NOT_TELL;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.FILTER_THREW_AWAY;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.GREETING_MADE_TEMPORARY;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.ONE_LINE_PER_ALIAS;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.SEVERAL_HOSTS_ONE_LINE;
import static io.github.otelmail.bridge.capture.CaptureComparison.Difference.STOPPED_BEFORE_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.capture.CaptureComparison.Difference;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.RecordingSink;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real logs of Postfix: every delivery and every attempt equals what the destinations saw. */
class CaptureTruthTest {
  /** Everything that differs, by capture; {@link Difference} tells why. */
  private static final Map<String, Map<Difference, Integer>> DIFFERENCES =
      Map.of(
          "aliases", Map.of(ONE_LINE_PER_ALIAS, 1),
          "backlog", Map.of(DESTINATION_COULD_NOT_TELL, 101),
          "bounces", Map.of(CONTRADICTING_CODE_REPLACED, 5, GREETING_MADE_TEMPORARY, 39),
          "content-filter", Map.of(FILTER_THREW_AWAY, 5),
          "drops-timeouts", Map.of(DESTINATION_COULD_NOT_TELL, 7),
          "hold-requeue-delete", Map.of(DELETED_IN_BULK, 7),
          "multi-mx", Map.of(SEVERAL_HOSTS_ONE_LINE, 97),
          "restart", Map.of(STOPPED_BEFORE_LOGGING, 2));

  static Stream<Capture> captures() {
    return Capture.all().stream();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void capture_equalsTheTruth(Capture capture) {
    RecordingSink sink = new RecordingSink();
    TrackerLimits limits =
        new TrackerLimits(100_000, 100_000, Duration.ofSeconds(5), Duration.ofMinutes(5), 50);
    Tracker tracker = new Tracker(limits, sink, PipelineListener.NOOP);
    List<Capture.Said> events = capture.events();
    events.forEach(said -> tracker.event(said.header(), said.event()));
    tracker.finish();

    long resolution = events.get(0).header().resolutionMicros();
    CaptureComparison comparison = new CaptureComparison(sink.closed, resolution);
    capture.truth().forEach(comparison::compare);

    System.out.printf(
        "%-20s outcomes %4d/%4d  attempts %4d/%4d  arrivals %4d/%4d  %s%n",
        capture.name(),
        comparison.outcomesEqual,
        comparison.records,
        comparison.attemptsEqual,
        comparison.attempts,
        comparison.arrivalsEqual,
        comparison.arrivals,
        comparison.differences);
    assertThat(comparison.unexplained).isEmpty();
    assertThat(comparison.differences)
        .isEqualTo(DIFFERENCES.getOrDefault(capture.name(), Map.of()));
    assertThat(tracker.openEntries()).isZero();
  }

  @Test
  void captures_areAllThere() {
    assertThat(captures()).hasSize(26);
    assertThat(captures().map(Capture::name)).containsAll(DIFFERENCES.keySet());
  }
}
