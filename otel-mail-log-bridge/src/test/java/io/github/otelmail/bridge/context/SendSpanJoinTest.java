// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.SendSpan;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Tracker;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import io.github.otelmail.semconv.TraceToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendSpanJoinTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final long START = 1_795_314_811_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final long WAIT = 10 * SECOND;
  private static final TrackerLimits LIMITS =
      new TrackerLimits(1_000, 1_000, Duration.ofSeconds(10), Duration.ofMinutes(10), 0);

  private final Map<String, @Nullable String> published = new HashMap<>();
  private final HistorySink sink =
      new HistorySink() {
        @Override
        public void received(Entry entry) {
          published.put(entry.key().queueId(), entry.origin().traceparent());
        }
      };
  private Tracker tracker = tracker();
  private SendSpanJoin join = new SendSpanJoin(tracker, WAIT, 1_000_000);

  private Tracker tracker() {
    Tracker made = new Tracker(LIMITS, sink, PipelineListener.NOOP);
    made.readsSeveralLogs();
    return made;
  }

  private static LineHeader at(double second) {
    return new LineHeader(START + (long) (second * SECOND), 1, "mx1", "postfix", "", 1);
  }

  private void mail(double second, String queueId, @Nullable String messageId) {
    LineHeader header = at(second);
    join.event(header, new MailEvent.Accepted(queueId, "app.example.com", "10.0.0.1", null, null));
    join.event(header, new MailEvent.MessageIdSeen(queueId, messageId, false));
    join.event(header, new MailEvent.Activated(queueId, "a@example.com", 100, 1));
  }

  private void time(double second) {
    join.advance(at(second).timeMicros());
  }

  private static SendSpan span(@Nullable String queueId, @Nullable String messageId) {
    return span("mx1.example.com", queueId, messageId, 0);
  }

  private static SendSpan span(
      String relay, @Nullable String queueId, @Nullable String messageId, double second) {
    long start = at(second).timeMicros();
    return new SendSpan(TRACE, SPAN, start, start + SECOND, relay, queueId, messageId, "otp", 60);
  }

  private LearnedContext joined(String queueId) {
    return Objects.requireNonNull(
        LearnedContext.parse(String.valueOf(published.get(queueId))), queueId);
  }

  @ParameterizedTest
  @CsvSource({"A1, m@x, true", "A1,, true", ", m@x, false", "B7, m@x, false"})
  void aSpanThatComesAfterTheLines_isJoined(
      @Nullable String queueId, @Nullable String messageId, boolean byQueueId) {
    mail(0, "A1", "m@x");
    time(6);
    join.learn(span(queueId, messageId));
    time(9.9);
    assertThat(published).as("held back").isEmpty();
    time(10);
    assertThat(joined("A1").byQueueId()).isEqualTo(byQueueId);
    assertThat(joined("A1").context().traceId()).isEqualTo(TRACE);
    assertThat(joined("A1").context().spanId()).isEqualTo(SPAN);
    assertThat(joined("A1").sentMillis()).isEqualTo(START / 1000);
    assertThat(joined("A1").stream()).isEqualTo("otp");
    assertThat(joined("A1").deadlineSeconds()).isEqualTo(60);
    assertThat(join.joined()).isEqualTo(1);
  }

  @Test
  void aSpanThatComesBeforeTheLines_isJoined() {
    time(-5);
    join.learn(span("A1", null));
    mail(0, "A1", null);
    time(11);
    assertThat(joined("A1").byQueueId()).isTrue();
  }

  @Test
  void aMailWithATextThatIsTooLong_isNotWaitedForAndFitsACheckpoint() throws IOException {
    mail(0, "A1", "m".repeat(70_000) + "@x");
    join.learn(span("A1", null));
    join.snapshot(new DataOutputStream(OutputStream.nullOutputStream()));
    time(10);
    assertThat(published).containsEntry("A1", null);
  }

  @Test
  void theSpanWithTheQueueId_goesBeforeThatOfTheSameMessageElsewhere() {
    mail(0, "A1", "m@x");
    join.learn(span("A1", "m@x"));
    join.learn(new SendSpan("f".repeat(32), SPAN, START, START, "other", "B2", "m@x", null, -1));
    time(10);
    assertThat(joined("A1").context().traceId()).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @CsvSource({
    // Another relay gave the same id to another message.
    "other.example.com, A1, n@x, 0",
    // The id was used again, hours later.
    "mx1, A1,, 7200",
    // Another id, and no Message-ID.
    "mx1, B2,, 0",
    "mx1,, n@x, 0",
  })
  void anotherMailsSpan_isNotJoined(
      String relay, @Nullable String queueId, @Nullable String messageId, double second) {
    join.learn(span(relay, queueId, messageId, second));
    mail(0, "A1", "m@x");
    time(11);
    assertThat(published).containsEntry("A1", null);
  }

  @Test
  void aRelayThatReplacesMessageIds_isKnownByItsName() {
    mail(0, "A1", "replaced@mx1");
    join.learn(span("MX1.example.com", "A1", "m@x", 0));
    time(11);
    assertThat(joined("A1").byQueueId()).isTrue();
  }

  @Test
  void aSpanThatComesTooLate_changesNothingAnyMore() {
    mail(0, "A1", "m@x");
    time(10);
    assertThat(published).containsEntry("A1", null);
    join.learn(span("A1", "m@x"));
    time(20);
    assertThat(join.joined()).isZero();
  }

  @Test
  void aHeaderInTheLog_isTheBetterKey() {
    mail(0, "A1", "m@x");
    String header = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
    join.event(at(0), new MailEvent.ContextSeen("A1", header));
    join.learn(span("A1", "m@x"));
    time(11);
    assertThat(published).containsEntry("A1", header);
  }

  @Test
  void aTokenInTheMessageId_isTheBetterKey() {
    String token =
        Objects.requireNonNull(
            TraceToken.format(TRACE, SPAN, 1, START / 1000, null, -1, "example.com", null));
    mail(0, "A1", token.substring(1, token.length() - 1));
    join.learn(span("A1", null));
    time(11);
    assertThat(published).containsEntry("A1", null);
  }

  @Test
  void aHeaderThatLooksLikeALearnedContext_isNone() {
    String forged = LearnedContext.of(span("A1", null), true).text();
    mail(0, "A1", "m@x");
    join.event(at(1), new MailEvent.ContextSeen("A1", forged));
    time(11);
    assertThat(published).containsEntry("A1", null);
    assertThat(tracker.openEntries()).isEqualTo(1);
  }

  @Test
  void withoutAnybodyWhoTells_nothingIsWaitedFor() {
    join = new SendSpanJoin(tracker, 0, 1_000);
    join.learn(span("A1", "m@x"));
    mail(0, "A1", "m@x");
    time(11);
    assertThat(published).containsEntry("A1", null);
  }

  @Test
  void afterARestart_mailsThatWereWaitedFor_areStill() throws IOException {
    mail(0, "A1", "m@x");
    restart(List.of(), at(0).timeMicros());
    time(2);
    join.learn(span("A1", null));
    time(11);
    assertThat(joined("A1").byQueueId()).isTrue();
  }

  @Test
  void afterARestart_theSameLinesGiveTheSameDecisions() throws IOException {
    time(-1);
    byte[] checkpoint = checkpoint();
    mail(0, "A1", "m1@x");
    mail(1, "A2", "m2@x");
    time(5);
    LearnedSpan inTime = join.learn(span("A1", null));
    time(11.5);
    LearnedSpan tooLate = join.learn(span("A2", null));
    time(12);
    assertThat(published).containsEntry("A2", null).containsKey("A1");
    String first = joined("A1").text();
    published.clear();

    restart(checkpoint, List.of(inTime, tooLate), join.nowMicros());
    LearnedSpan since = join.learn(span("mx1", "A2", "m2@x", 1));
    assertThat(since.learnedMicros()).isEqualTo(at(12).timeMicros());
    mail(0, "A1", "m1@x");
    mail(1, "A2", "m2@x");
    time(12);
    assertThat(joined("A1").text()).isEqualTo(first);
    assertThat(published).containsEntry("A2", null);
    mail(13, "A3", "m2@x");
    time(30);
    assertThat(joined("A3").byQueueId()).isFalse();
  }

  private byte[] checkpoint() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    tracker.snapshot(out);
    join.snapshot(out);
    return bytes.toByteArray();
  }

  private void restart(List<LearnedSpan> learned, long floorMicros) throws IOException {
    restart(checkpoint(), learned, floorMicros);
  }

  private void restart(byte[] checkpoint, List<LearnedSpan> learned, long floorMicros)
      throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(checkpoint));
    tracker = Tracker.restore(in, LIMITS, sink, PipelineListener.NOOP);
    tracker.readsSeveralLogs();
    join = new SendSpanJoin(tracker, WAIT, 1_000_000);
    join.restore(in);
    join.restore(learned, floorMicros);
  }

  @Test
  void spansBeyondTheLimit_goOldestFirstAndAreCounted() {
    SendSpan span = span("A1", null);
    join = new SendSpanJoin(tracker, WAIT, span.bytes() * 2L);
    join.learn(span);
    join.learn(span("A2", null));
    join.learn(span("A3", null));
    assertThat(join.evicted()).isEqualTo(1);
    assertThat(join.learned())
        .extracting(kept -> kept.span().queueId())
        .containsExactly("A2", "A3");
    mail(0, "A1", null);
    mail(0, "A3", null);
    time(11);
    assertThat(published).containsEntry("A1", null);
    assertThat(joined("A3").byQueueId()).isTrue();
  }

  @Test
  void spansOfLongAgo_areForgottenInTheLogsTime() {
    time(0);
    join.learn(span("A1", "m@x"));
    time(600);
    assertThat(join.learned()).hasSize(1);
    time(602);
    assertThat(join.learned()).isEmpty();
    assertThat(join.evicted()).isZero();
  }

  @Test
  void aLogThatTurnsOutToBeOlder_isJoinedAsWell() {
    time(100_000);
    join.learn(span("A1", null));
    for (int line = 0; line < 100; line++) {
      join.event(at(0), new MailEvent.Removed("Z" + line));
    }
    assertThat(tracker.nowMicros()).as("turned back").isEqualTo(at(0).timeMicros());
    mail(1, "A1", null);
    time(12);
    assertThat(joined("A1").byQueueId()).isTrue();
  }
}
