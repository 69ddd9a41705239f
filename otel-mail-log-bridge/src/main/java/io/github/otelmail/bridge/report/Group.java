// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.tracker.Delivery.Outcome;
import java.util.Arrays;

/** How the recipients of one domain, of one stream, or all of them fared. */
final class Group implements BoundedTally.Figure<Group> {
  // By the outcome's ordinal, of this run of the program only.
  private final long[] outcomes = new long[Outcome.values().length];
  private final Latencies timeToInbox = new Latencies();
  private long retryMicros;
  private long late;

  @SuppressWarnings("EnumOrdinal")
  void count(Outcome outcome, boolean isLate) {
    outcomes[outcome.ordinal()]++;
    late += isLate ? 1 : 0;
  }

  void delivered(long micros) {
    timeToInbox.record(micros);
  }

  void waitedForRetry(long micros) {
    retryMicros += micros;
  }

  long recipients() {
    long sum = 0;
    for (long count : outcomes) {
      sum += count;
    }
    return sum;
  }

  @SuppressWarnings("EnumOrdinal")
  long of(Outcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  /** Refused for good, or given up. */
  long failed() {
    return of(Outcome.BOUNCED) + of(Outcome.EXPIRED);
  }

  /** Time spent waiting for retries, over all recipients. */
  long retryMicros() {
    return retryMicros;
  }

  /** Recipients for whom the deadline passed. */
  long late() {
    return late;
  }

  Latencies timeToInbox() {
    return timeToInbox;
  }

  @Override
  public long weight() {
    return recipients();
  }

  @Override
  public void add(Group other) {
    Arrays.setAll(outcomes, i -> outcomes[i] + other.outcomes[i]);
    timeToInbox.add(other.timeToInbox);
    retryMicros += other.retryMicros;
    late += other.late;
  }
}
