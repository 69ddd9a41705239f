// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import static io.github.otelmail.bridge.tracker.TestLog.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sink hears at the end of entries that asks for no single steps. */
class TrackerReportTest {
  private static final String A = "00000A1";
  private final TestLog log = new TestLog();
  private final List<Entry> entries = new ArrayList<>();

  @Test
  void recipientDeletedByAMilter_isUnknownFromTheRemovalOn() {
    List<Delivery> deliveries = reported();
    log.queued(A, "m@x", 2).at(1).sent(A, "r@y", 1).at(2).removed(A).finish();
    assertThat(deliveries)
        .extracting(Delivery::recipient, Delivery::outcome, Delivery::finishedMicros)
        .containsExactly(
            tuple("r@y", Outcome.DELIVERED, time(1)), tuple("", Outcome.UNKNOWN, time(2)));
  }

  @Test
  void lastAttemptMissing_isUnknownFromTheRemovalOn() {
    List<Delivery> deliveries = reported();
    log.queued(A, "m@x", 1).at(1).deferred(A, "r@y", 1).at(9).removed(A).finish();
    assertThat(deliveries)
        .extracting(Delivery::outcome, Delivery::finishedMicros)
        .containsExactly(tuple(Outcome.UNKNOWN, time(9)));
  }

  /** The age of 1.7 s points to the second before the first line's. */
  @Test
  void firstLineInTheSecondAfterTheArrival_isCorrectedByTheAge() {
    List<Delivery> deliveries = reported();
    String id = "E09311";
    log.wholeSeconds().at(1).queued(id, "m@x", 1).at(2).sent(id, "r@y", 1.7).removed(id).finish();
    assertThat(entries).extracting(Entry::arrivalMicros).containsExactly(time(0.919857));
    assertThat(deliveries)
        .extracting(Delivery::finishedMicros)
        .containsExactly(time(0.919857 + 1.7));
  }

  /** What a sink is told that asks for no steps. */
  private List<Delivery> reported() {
    List<Delivery> told = new ArrayList<>();
    HistorySink sink =
        new HistorySink() {
          @Override
          public boolean wantsSteps() {
            return false;
          }

          @Override
          public void closed(Entry entry, List<Delivery> deliveries) {
            entries.add(entry);
            told.addAll(deliveries);
          }
        };
    log.tracker = new Tracker(log.limits, sink, PipelineListener.NOOP);
    return told;
  }

  @Test
  void questionAboutARecipient_isNoDelivery() {
    log.pickup(A, null).messageId(A, "m@x").active(A, 1).at(1);
    log.say("smtp", new MailEvent.Probed(A)).removed(A).finish();
    assertThat(log.sink.closed(A).deliveries()).isEmpty();
  }
}
