// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.SmtpReply;
import io.github.otelmail.bridge.report.Failures.Kind;
import io.github.otelmail.bridge.report.Timeline.Series;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Origin;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.AddressPolicy;
import io.github.otelmail.semconv.TraceToken;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums histories up, in memory that does not grow with their number.
 *
 * <p>What is counted once however many hops the logs show: messages (at their first entry) and
 * recipients with outcome and time to inbox (at their last). A delivery that another entry of the
 * same logs continues is not final: only its stages and attempts count. Notifications that a server
 * wrote are counted apart.
 */
final class Analysis implements HistorySink {
  private static final int DOMAINS_KEPT = 2_000;
  private static final int KEYS_KEPT = 500;
  private static final Stage[] STAGES = Stage.values();
  private static final FailureReason[] REASONS = FailureReason.values();

  /** Of a message that names no trace; its trace id is not asked for. */
  private static final MessageContext NO_CONTEXT =
      new MessageContext(
          "",
          null,
          null,
          MessageContext.Source.MESSAGE_ID,
          MessageContext.Trust.NONE,
          null,
          -1,
          null,
          -1);

  private final ContextResolver resolver;
  private final LongSupplier nowMicros;

  private final DomainGroups domains;
  private final BoundedTally<String, Group> streams = new BoundedTally<>(KEYS_KEPT, Group::new);
  private final BoundedTally<Failures.Key, Failures> failures =
      new BoundedTally<>(KEYS_KEPT, Failures::new);
  private final EnumSums<DeliveryStatus> attempts = new EnumSums<>(DeliveryStatus.class);
  private final EnumSums<DeliveryStatus> notificationAttempts =
      new EnumSums<>(DeliveryStatus.class);
  private final EnumSums<Stage> stages = new EnumSums<>(Stage.class);
  private final EnumSums<FailureReason> retries = new EnumSums<>(FailureReason.class);
  private final Latencies[] stageLatencies = new Latencies[STAGES.length];
  private final Timeline timeline = new Timeline();
  private final Lists lists;
  private final NotificationHops notificationHops = new NotificationHops();
  private final Breakdown breakdown = new Breakdown();
  private final Set<Failures.Key> failuresSeen = new HashSet<>();
  private @Nullable Group all;

  /** The time of the last log line so far, while an entry is looked at. */
  private long now;

  private long entries;
  private long messages;
  private long deferredMessages;
  private long notifications;
  private long refused;

  /**
   * @param policy decides what of a domain may be a key
   * @param nowMicros the time of the last log line so far, epoch microseconds
   */
  Analysis(ContextResolver resolver, AddressPolicy policy, LongSupplier nowMicros) {
    this.resolver = resolver;
    this.nowMicros = nowMicros;
    this.lists = new Lists(resolver);
    this.domains = new DomainGroups(policy, DOMAINS_KEPT);
    Arrays.setAll(stageLatencies, stage -> new Latencies());
  }

  @Override
  public void received(Entry entry) {
    notificationHops.received(entry);
  }

  /** Whether the entry carries a notification, or one that went on as this entry. */
  boolean isNotification(Entry entry) {
    return notificationHops.isNotification(entry);
  }

  @Override
  public void refused(LineHeader header, MailEvent.Refused event, @Nullable String messageId) {
    refused++;
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      // It only asked whether its recipients exist.
      return;
    }
    entries++;
    all = null;
    if (isNotification(entry)) {
      notifications += entry.isNotification() ? 1 : 0;
      for (Delivery delivery : deliveries) {
        delivery.attempts().forEach(attempt -> notificationAttempts.add(attempt.status(), 1));
      }
      return;
    }
    Origin origin = entry.origin();
    MessageContext context = claimsContext(origin) ? resolver.resolve(origin) : NO_CONTEXT;
    EndToEnd clock = EndToEnd.of(entry, context);
    messages += Breakdown.isFirst(entry) ? 1 : 0;
    lists.hops().remember(entry, deliveries);
    boolean deferred = false;
    now = nowMicros.getAsLong();
    for (int i = 0; i < deliveries.size(); i++) {
      Delivery delivery = deliveries.get(i);
      breakdown.set(entry, delivery, clock.sentMicros(), now);
      deferred |= countSteps(entry, delivery);
      if (delivery.next() == null) {
        countOutcome(delivery, context, clock);
      }
    }
    deferredMessages += deferred ? 1 : 0;
    lists.close(entry);
  }

  /** Whether there is a context to find at all: for all others it is not worth the hashing. */
  private static boolean claimsContext(Origin origin) {
    return origin.traceparent() != null
        || (origin.messageId() != null && TraceToken.parse(origin.messageId()) != null);
  }

  /** Counts what counts at every hop; true when an attempt was deferred. */
  private boolean countSteps(Entry entry, Delivery delivery) {
    for (Stage stage : STAGES) {
      long micros = breakdown.of(stage);
      if (micros > 0) {
        stages.add(stage, micros);
        latencies(stage).record(micros);
      }
    }
    if (breakdown.of(Stage.RETRY) > 0) {
      for (FailureReason reason : REASONS) {
        retries.add(reason, breakdown.ofRetry(reason));
      }
    }
    if (!failuresSeen.isEmpty()) {
      failuresSeen.clear();
    }
    boolean deferred = false;
    List<Attempt> tried = delivery.attempts();
    for (int i = 0; i < tried.size(); i++) {
      Attempt attempt = tried.get(i);
      attempts.add(attempt.status(), 1);
      deferred |= attempt.status() == DeliveryStatus.DEFERRED;
      if (attempt.status() != DeliveryStatus.SENT) {
        Kind kind = attempt.status() == DeliveryStatus.BOUNCED ? Kind.BOUNCED : Kind.DEFERRED;
        countFailure(kind, attempt.reason(), attempt.reply(), delivery);
      }
    }
    if (delivery.outcome() == Delivery.Outcome.EXPIRED) {
      countFailure(Kind.EXPIRED, delivery.reason(), delivery.lastReply(), delivery);
    }
    addToTimeline(entry, delivery);
    return deferred;
  }

  private void countFailure(
      Kind kind, @Nullable FailureReason reason, @Nullable SmtpReply reply, Delivery delivery) {
    Failures.Key key =
        new Failures.Key(
            kind,
            reason == null ? FailureReason.OTHER : reason,
            reply == null ? null : reply.enhanced());
    failures.of(key).count(failuresSeen.add(key), reply == null ? "" : reply.text(), delivery);
  }

  /** Counts what counts once for each recipient of a message. */
  private void countOutcome(Delivery delivery, MessageContext context, EndToEnd clock) {
    boolean late = Boolean.TRUE.equals(clock.late(delivery, now));
    count(domains.of(delivery.recipient()), delivery, late, clock);
    if (context.stream() != null) {
      count(streams.of(context.stream()), delivery, late, clock);
    }
    long finished = delivery.finishedMicros();
    switch (delivery.outcome()) {
      case DELIVERED -> lists.propose(Lists.Kind.SLOWEST, delivery, clock.until(finished));
      case DEFERRED, HELD -> lists.propose(Lists.Kind.WAITING, delivery, clock.until(now));
      case BOUNCED, EXPIRED -> lists.propose(Lists.Kind.FAILED, delivery, finished);
      case DELETED, UNKNOWN -> {}
    }
    if (late) {
      long until = finished < 0 ? now : finished;
      lists.propose(Lists.Kind.LATE, delivery, until - clock.deadlineMicros());
    }
  }

  private void count(Group group, Delivery delivery, boolean late, EndToEnd clock) {
    group.count(delivery.outcome(), late);
    group.waitedForRetry(breakdown.of(Stage.RETRY));
    if (delivery.outcome() == Delivery.Outcome.DELIVERED) {
      group.delivered(clock.until(delivery.finishedMicros()));
    }
  }

  private void addToTimeline(Entry entry, Delivery delivery) {
    Delivery.Outcome outcome = delivery.outcome();
    boolean endUnknown = outcome == Delivery.Outcome.UNKNOWN || delivery.next() != null;
    if (endUnknown && delivery.finishedMicros() < 0) {
      return;
    }
    timeline.add(Series.QUEUED, entry.queuedMicros());
    // The first wait is that for the first attempt.
    List<Wait> waits = delivery.waits();
    for (int i = 1; i < waits.size(); i++) {
      Wait wait = waits.get(i);
      if (wait.kind() == Wait.Kind.RETRY) {
        timeline.add(Series.RETRY_BEGAN, wait.startMicros());
        timeline.add(Series.RETRY_ENDED, wait.endMicros());
      }
    }
    Wait open = Breakdown.openWait(entry, delivery, now);
    if (open != null && open.kind() == Wait.Kind.RETRY) {
      timeline.add(Series.RETRY_BEGAN, open.startMicros());
    }
    if (delivery.finishedMicros() >= 0) {
      timeline.add(Series.LEFT, delivery.finishedMicros());
      if (delivery.next() == null && outcome == Delivery.Outcome.DELIVERED) {
        timeline.add(Series.DELIVERED, delivery.finishedMicros());
      } else if (outcome == Delivery.Outcome.BOUNCED || outcome == Delivery.Outcome.EXPIRED) {
        timeline.add(Series.FAILED, delivery.finishedMicros());
      }
    }
  }

  // The position in the array is the ordinal, of this run of the program only.
  @SuppressWarnings("EnumOrdinal")
  private Latencies latencies(Stage stage) {
    return stageLatencies[stage.ordinal()];
  }

  /** The recipients of all messages: those of all domains. */
  Group all() {
    Group sum = all;
    if (sum == null) {
      sum = domains.tally().restAfter(0);
      all = sum;
    }
    return sum;
  }

  /** By recipient domain; the empty text stands for recipients without one that may be shown. */
  BoundedTally<String, Group> domains() {
    return domains.tally();
  }

  BoundedTally<String, Group> streams() {
    return streams;
  }

  BoundedTally<Failures.Key, Failures> failures() {
    return failures;
  }

  /** Attempts for messages; those for notifications are apart. */
  EnumSums<DeliveryStatus> attempts() {
    return attempts;
  }

  EnumSums<DeliveryStatus> notificationAttempts() {
    return notificationAttempts;
  }

  /** Microseconds spent in each stage, over all recipients and hops. */
  EnumSums<Stage> stages() {
    return stages;
  }

  /** The part of {@link Stage#RETRY} by what was waited for. */
  EnumSums<FailureReason> retries() {
    return retries;
  }

  /** Durations of a stage, over the recipients that were in it. */
  Latencies stageLatencies(Stage stage) {
    return latencies(stage);
  }

  Timeline timeline() {
    return timeline;
  }

  Listed.Top list(Lists.Kind kind) {
    return lists.of(kind);
  }

  long entries() {
    return entries;
  }

  long messages() {
    return messages;
  }

  /** Entries with a temporary failure for some recipient. */
  long deferredMessages() {
    return deferredMessages;
  }

  long notifications() {
    return notifications;
  }

  /** Messages, or single recipients of one, refused before they were in the queue. */
  long refused() {
    return refused;
  }
}
