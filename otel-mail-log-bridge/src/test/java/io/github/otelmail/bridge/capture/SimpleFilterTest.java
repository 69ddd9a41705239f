// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.parser.postfix.PostfixParser;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.RecordingSink;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * A log of the simple content filter of FILTER_README, with one run for a message's recipients and
 * with one for each. Which entries came back tells the user id the filter runs as.
 */
class SimpleFilterTest {
  private static final Pattern BACK = Pattern.compile("pickup\\[\\d+]: (\\w+): uid=65534 ");
  private static final Instant REFERENCE = Instant.parse("2026-11-24T00:00:00Z");

  private static final TrackerLimits LIMITS =
      new TrackerLimits(1_000, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(5), 3);

  @Test
  void everythingThatCameBack_andNothingElse_continuesWhatWentIn() throws IOException {
    Set<String> back =
        BACK.matcher(log()).results().map(match -> match.group(1)).collect(Collectors.toSet());
    assertThat(back).hasSize(77);
    assertThat(track(false).closed.stream().filter(c -> isResubmitted(c.entry())))
        .extracting(c -> c.entry().key().queueId())
        .containsExactlyInAnyOrderElementsOf(back);
  }

  @Test
  void restoredAfterEveryLine_goesOnAsIfNeverStopped() throws IOException {
    assertThat(track(true).calls).isEqualTo(track(false).calls);
  }

  private static RecordingSink track(boolean restores) throws IOException {
    RecordingSink sink = new RecordingSink();
    Tracker tracker = new Tracker(LIMITS, sink, PipelineListener.NOOP);
    PostfixParser parser =
        new PostfixParser(ZoneOffset.UTC, () -> REFERENCE.toEpochMilli() * 1_000);
    for (String text : log().lines().toList()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      parser.parse(new LogLine().set(bytes, 0, bytes.length), tracker::event);
      tracker = restores ? restored(tracker, sink) : tracker;
    }
    tracker.finish();
    return sink;
  }

  private static Tracker restored(Tracker tracker, RecordingSink sink) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tracker.snapshot(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    return Tracker.restore(in, LIMITS, sink, PipelineListener.NOOP);
  }

  private static boolean isResubmitted(Entry entry) {
    Entry.Previous previous = entry.previous();
    return previous != null
        && previous.relation() == Entry.Relation.RESUBMITTED
        && previous.identity() != null;
  }

  private static String log() throws IOException {
    String name = "/corpora/captured-postfix/simple-filter.log.gz";
    InputStream packed = Objects.requireNonNull(SimpleFilterTest.class.getResourceAsStream(name));
    try (InputStream in = new GZIPInputStream(packed)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
