// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.MapStore;
import io.github.otelmail.bridge.tracker.RecordingSink;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tracker that is stopped and restored goes on as if nothing had happened. */
class CaptureSnapshotTest {
  static Stream<Capture> captures() {
    return Capture.all().stream();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void restored_goesOnAsIfNeverStopped(Capture capture) throws IOException {
    TrackerLimits limits =
        new TrackerLimits(100_000, 100_000, Duration.ofSeconds(5), Duration.ofSeconds(20), 3);
    List<Capture.Said> events = capture.events();
    RecordingSink expected = new RecordingSink();
    Tracker tracker = new Tracker(limits, expected, PipelineListener.NOOP);
    events.forEach(said -> tracker.event(said.header(), said.event()));
    tracker.finish();

    RecordingSink actual = new RecordingSink();
    Tracker restored = new Tracker(limits, actual, PipelineListener.NOOP);
    int every = events.size() < 2_000 ? 5 : events.size() / 20;
    for (int i = 0; i < events.size(); i++) {
      if (i % every == 0) {
        byte[] snapshot = snapshot(restored);
        restored =
            Tracker.restore(
                new DataInputStream(new ByteArrayInputStream(snapshot)),
                limits,
                actual,
                PipelineListener.NOOP);
        assertThat(snapshot(restored)).isEqualTo(snapshot);
      }
      restored.event(events.get(i).header(), events.get(i).event());
    }
    restored.finish();

    assertThat(actual.calls).isEqualTo(expected.calls);
    assertThat(actual.refused).isEqualTo(expected.refused);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void packed_goesOnAsIfKeptAsItWas(Capture capture) throws IOException {
    assertSameAsUnpacked(capture, null);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void stored_goesOnAsIfKeptAsItWas(Capture capture) throws IOException {
    MapStore store = new MapStore();
    assertSameAsUnpacked(capture, store);
    assertThat(store.size()).isZero();
  }

  private static void assertSameAsUnpacked(Capture capture, @Nullable MapStore store)
      throws IOException {
    RecordingSink expected = new RecordingSink();
    replay(capture, expected, Integer.MAX_VALUE, null);
    RecordingSink actual = new RecordingSink();
    replay(capture, actual, 0, store);
    assertThat(actual.calls).isEqualTo(expected.calls);
    assertThat(actual.refused).isEqualTo(expected.refused);
  }

  private static void replay(
      Capture capture, RecordingSink sink, int unpackedEntries, @Nullable MapStore store)
      throws IOException {
    TrackerLimits limits =
        new TrackerLimits(
            100_000,
            100_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            3,
            unpackedEntries);
    Tracker tracker = new Tracker(limits, sink, PipelineListener.NOOP, store);
    capture.events().forEach(said -> tracker.event(said.header(), said.event()));
    tracker.finish();
  }

  private static byte[] snapshot(Tracker tracker) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tracker.snapshot(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
