// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.report.Hops.Hop;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a listed message is where it is, in a few words. */
final class Cause {
  private Cause() {}

  /**
   * Of a delivered message, what took longest on its way; of any other one, the reason and the
   * enhanced code of the last reply.
   */
  static String of(Listed listed) {
    Delivery delivery = listed.delivery();
    if (delivery.outcome() == Delivery.Outcome.DELIVERED) {
      return longest(listed);
    }
    String reason = delivery.reason() == null ? "" : words(delivery.reason());
    String code = delivery.lastReply() == null ? null : delivery.lastReply().enhanced();
    return code == null ? reason : (reason + " " + code).strip();
  }

  private static String longest(Listed listed) {
    Map<String, Long> parts = new LinkedHashMap<>();
    long sent = EndToEnd.of(listed.entry(), listed.context()).sentMicros();
    for (Hop hop : Journey.path(listed)) {
      add(parts, hop.entry(), hop.deliveries().get(0), sent);
    }
    return parts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(part -> part.getValue() > 0)
        .map(part -> part.getKey() + " " + Human.duration(part.getValue()))
        .orElse("");
  }

  private static void add(Map<String, Long> parts, Entry entry, Delivery delivery, long sent) {
    Breakdown breakdown = new Breakdown();
    breakdown.set(entry, delivery, sent, Long.MIN_VALUE);
    for (Stage stage : Stage.values()) {
      if (stage != Stage.RETRY) {
        parts.merge(stage.label(), breakdown.of(stage), Long::sum);
      }
    }
    for (FailureReason reason : FailureReason.values()) {
      parts.merge(words(reason), breakdown.ofRetry(reason), Long::sum);
    }
  }

  /** A reason as a person writes it. */
  static String words(FailureReason reason) {
    return reason.word().replace('_', ' ');
  }
}
