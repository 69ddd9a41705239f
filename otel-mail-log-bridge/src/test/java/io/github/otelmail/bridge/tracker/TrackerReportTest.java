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

/** What a sink hears at the end of entries that have no answer for some recipient. */
class TrackerReportTest {
  private static final String A = "00000A1";
  private final TestLog log = new TestLog();

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
