// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.PipelineListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts of the tracker that have edges of their own. */
class TrackerPartsTest {
  private static final LineHeader LINE = new LineHeader(5_000_000, 1, "mx1", "postfix", "smtp", 7);

  @Test
  void hostFailures_afterAnAttempt_beginAnew() {
    HostFailures failures = new HostFailures();
    failures.add(7, "a");
    failures.add(7, "a");
    failures.add(7, "b");
    assertThat(failures.take(LINE, 10)).containsExactly("a", "b");
    assertThat(failures.take(LINE, 10)).containsExactly("a", "b");
    failures.add(7, "c");
    assertThat(failures.take(LINE, 10)).containsExactly("c");
    assertThat(failures.take(LINE, 11)).isEmpty();
    assertThat(failures.byProcess).isEmpty();
  }

  @Test
  void hostFailures_ofATransactionSecondsAgo_areNotTaken() {
    HostFailures failures = new HostFailures();
    failures.add(7, "a");
    assertThat(failures.take(LINE, 10)).hasSize(1);
    LineHeader later = new LineHeader(7_000_000, 1, "mx1", "postfix", "smtp", 7);
    assertThat(failures.take(later, 10)).isEmpty();
  }

  @Test
  void sinkThatListensToNothing_isEnough() {
    TrackerLimits limits =
        new TrackerLimits(10, 10, Duration.ofSeconds(5), Duration.ofMinutes(5), 0);
    TestLog log = new TestLog();
    log.tracker = new Tracker(limits, new HistorySink() {}, PipelineListener.NOOP);
    assertThatCode(
            () ->
                log.refused(null, false)
                    .queued("00000A1", "m@x", 1)
                    .at(1)
                    .deferred("00000A1", "r@y", 1)
                    .at(2)
                    .sent("00000A1", "r@y", 2)
                    .finish())
        .doesNotThrowAnyException();
  }

  @Test
  void outcome_hasAWord() {
    assertThat(List.of(Delivery.Outcome.values()))
        .extracting(Delivery.Outcome::word)
        .containsExactly(
            "delivered", "deferred", "bounced", "expired", "deleted", "held", "unknown");
  }

  @Test
  void list_keepsItsOrderThroughTouches() {
    EntryTable table = new EntryTable(10, null);
    QueueEntry a = table.create("mx1", "postfix", "A", 1);
    QueueEntry b = table.create("mx1", "postfix", "B", 2);
    QueueEntry c = table.create("mx1", "postfix", "C", 3);
    table.touch(a, 4);
    assertThat(table.receiving.oldest()).isSameAs(b);
    table.move(b, table.ended, 5);
    table.touch(b, 6);
    assertThat(b.touchedMicros).isEqualTo(5);
    assertThat(table.leastWanted()).isSameAs(b);
    table.remove(b);
    assertThat(table.leastWanted()).isSameAs(c);
    table.move(a, table.queued, 7);
    assertThat(table.leastWanted()).isSameAs(c);
    table.remove(c);
    assertThat(table.leastWanted()).isSameAs(a);
    table.remove(a);
    assertThat(table.leastWanted()).isNull();
    assertThat(table.size()).isZero();
    assertThat(table.weight()).isZero();
    assertThat(table.all()).isEmpty();
  }

  @Test
  void sameIdOnManyHosts_isRemovedFromTheMiddle() {
    EntryTable table = new EntryTable(10, null);
    QueueEntry a = table.create("mx1", "postfix", "A", 1);
    QueueEntry b = table.create("mx2", "postfix", "A", 1);
    QueueEntry c = table.create("mx3", "postfix", "A", 1);
    assertThat(table.newest("A")).isSameAs(c);
    assertThat(table.beyond("A", 3)).isSameAs(a);
    table.remove(b);
    assertThat(table.find("mx1", "postfix", "A")).isSameAs(a);
    assertThat(table.find("mx2", "postfix", "A")).isNull();
    assertThat(table.find("mx3", "other", "A")).isSameAs(c);
    table.remove(c);
    assertThat(table.newest("A")).isSameAs(a);
    assertThat(table.beyond("A", 2)).isNull();
    assertThat(table.all()).containsExactly(a);
  }
}
