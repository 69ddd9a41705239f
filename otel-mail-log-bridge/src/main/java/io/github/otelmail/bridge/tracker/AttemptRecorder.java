// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent.Attempted;
import io.github.otelmail.bridge.event.MailEvent.Delays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a delivery line into the wait before the attempt, the attempt, and its outcome. */
final class AttemptRecorder {
  /** Postfix's agent that throws mail away on purpose and logs it as sent (discard(8)). */
  private static final String DISCARD_AGENT = "discard";

  private final EntryDirectory directory;
  private final Links links;
  private final Publication publication;
  private final Steps steps;

  AttemptRecorder(EntryDirectory directory, Links links, Publication publication, Steps steps) {
    this.directory = directory;
    this.links = links;
    this.publication = publication;
    this.steps = steps;
  }

  /** Returns the announcement of the entry that continues this one, if the line is the first. */
  @Nullable Continuation record(QueueEntry entry, LineHeader header, Attempted event) {
    RecipientState recipient = recipient(entry, header, event);
    if (isForward(event) && recipient.outcome == Delivery.Outcome.DELIVERED) {
      return alsoForwarded(entry, header, event);
    }
    if (recipient.knows(header.timeMicros(), event.delayMicros())) {
      return null;
    }
    if (entry.arrivalMicros < 0) {
      EntryTimes.setArrivalFromAge(entry, header, event.delayMicros());
    } else {
      EntryTimes.correctArrival(entry, header, event.delayMicros(), publication.isTold(entry));
    }
    Continuation announced = null;
    if (event.nextQueueId() != null) {
      announced = links.announce(entry, event.nextQueueId(), relation(event), header.timeMicros());
      recipient.continuation = announced != null ? announced : links.announced(event.nextQueueId());
    } else if (Resubmissions.mayGiveBack(entry, header, event)) {
      announced = links.resubmissions.run(entry, header, event);
      recipient.continuation = announced;
    }
    boolean first = announced != null && event.nextQueueId() != null;
    Attempt attempt = attempt(entry, recipient, header, event, first);
    publication.attempted(entry, attempt);
    recipient.keep(attempt, steps.attemptsKept());
    remember(recipient, header, event, attempt);
    Delivery.Outcome outcome = outcome(entry, event, header);
    if (outcome != null && !recipient.isDecided()) {
      long line = header.timeMicros();
      if (recipient.twin && recipient.attemptCount == 1) {
        // The other one may have had its answer in the same second: identities hold no more of it.
        line += entry.recipients.size() - 1;
      } else if (publication.tellsSteps()) {
        recipient.identity = attempt.identity().withoutDelay();
      }
      steps.decide(entry, recipient, outcome, attempt.endMicros(), line);
    }
    return announced;
  }

  /**
   * local(8) writes a line for each mailbox, and one for each entry that it makes: one for each
   * owner of the aliases that a recipient leads to. The recipient is one, and so is the attempt.
   */
  private @Nullable Continuation alsoForwarded(
      QueueEntry entry, LineHeader header, Attempted event) {
    String next = event.nextQueueId();
    return next == null ? null : links.announce(entry, next, relation(event), header.timeMicros());
  }

  private RecipientState recipient(QueueEntry entry, LineHeader header, Attempted event) {
    RecipientState recipient = entry.recipients.find(event.recipient(), event.originalRecipient());
    boolean twin = recipient != null && isAnother(entry, recipient, header, event);
    if (recipient == null || twin) {
      recipient = new RecipientState(event.recipient(), event.originalRecipient());
      recipient.twin = twin;
      steps.inherit(entry, recipient);
      directory.add(entry, recipient);
    }
    return recipient;
  }

  /**
   * An attempt for a recipient that has its answer is for a second one written the same, while the
   * envelope has recipients that the log has not named yet. An answer is the last line about a
   * recipient.
   */
  private static boolean isAnother(
      QueueEntry entry, RecipientState recipient, LineHeader header, Attempted event) {
    return (recipient.outcome == Delivery.Outcome.DELIVERED
            || recipient.outcome == Delivery.Outcome.BOUNCED)
        && entry.recipientCount > entry.recipients.size()
        && !isForward(event)
        && !(event.status() == DeliveryStatus.DEFERRED
            ? recipient.knows(header.timeMicros(), event.delayMicros())
            : recipient.isLast(header.timeMicros(), event.delayMicros()));
  }

  private static boolean isForward(Attempted event) {
    return event.nextQueueId() != null && relation(event) == Entry.Relation.FORWARDED;
  }

  /** A local agent that names a queue id has made that entry itself; a host has taken one. */
  private static Entry.Relation relation(Attempted event) {
    return event.relay().address() == null && event.relay().port() == 0
        ? Entry.Relation.FORWARDED
        : Entry.Relation.RELAYED;
  }

  /** Tells of the wait as well. */
  private Attempt attempt(
      QueueEntry entry,
      RecipientState recipient,
      LineHeader header,
      Attempted event,
      boolean first) {
    Delays delays = event.delays();
    long connect = delays == null ? -1 : delays.connection();
    long transmit = delays == null ? -1 : delays.transmission();
    long inQueueManager = delays == null ? -1 : delays.inQueueManager();
    long since = Steps.waitingSince(entry, recipient);
    long end = EntryTimes.attemptEnd(entry, header, since, event.delayMicros());
    // Without its parts an attempt is a point: all that is known is when it ended.
    long start = Math.max(end - Math.max(0, connect) - Math.max(0, transmit), since);
    start = Math.min(start, end);
    StepIdentity identity =
        publication.tellsSteps()
            ? StepIdentity.of(entry, recipient, header.timeMicros(), event.delayMicros())
            : StepIdentity.NONE;
    steps.waited(
        entry,
        recipient,
        wait(recipient, identity, waitStart(entry, recipient, start, inQueueManager), start));
    boolean sent = event.status() == DeliveryStatus.SENT;
    HostFailures failures = entry.hostFailures;
    return new Attempt(
        identity,
        recipient.address,
        recipient.original,
        recipient.attemptCount + 1,
        header.daemon(),
        start,
        end,
        inQueueManager,
        connect,
        transmit,
        event.relay(),
        event.connectionUse(),
        event.status(),
        event.reply(),
        sent ? null : FailureReason.of(event.reply()),
        event.tls(),
        event.nextQueueId(),
        first,
        failures == null ? List.of() : failures.take(header, event.delayMicros()));
  }

  private static long waitStart(
      QueueEntry entry, RecipientState recipient, long attemptStart, long inQueueManager) {
    long since = Math.min(Steps.waitingSince(entry, recipient), attemptStart);
    if (recipient.waitingSince < 0 && entry.isMidLife()) {
      // What happened before the log begins is not known, only that the queue manager had it.
      return Math.max(since, attemptStart - Math.max(0, inQueueManager));
    }
    return since;
  }

  /**
   * @param attempt identity of the attempt that ends the wait
   */
  private static Wait wait(RecipientState recipient, StepIdentity attempt, long since, long start) {
    boolean first = recipient.attemptCount == 0;
    return new Wait(
        attempt,
        recipient.address,
        first ? Wait.Kind.QUEUE : Wait.Kind.RETRY,
        since,
        start,
        first ? null : recipient.reason);
  }

  private static void remember(
      RecipientState recipient, LineHeader header, Attempted event, Attempt attempt) {
    recipient.attemptCount++;
    recipient.lastLineMicros = header.timeMicros();
    recipient.lastDelayMicros = event.delayMicros();
    recipient.waitingSince = attempt.endMicros();
    recipient.reason = attempt.reason();
    recipient.reply = event.reply();
  }

  private static Delivery.@Nullable Outcome outcome(
      QueueEntry entry, Attempted event, LineHeader header) {
    return switch (event.status()) {
      case SENT ->
          header.daemon().equals(DISCARD_AGENT)
              ? Delivery.Outcome.DELETED
              : Delivery.Outcome.DELIVERED;
      case BOUNCED -> Delivery.Outcome.BOUNCED;
      // The line that gave the entry up may stand before the last attempt's.
      case DEFERRED -> entry.expired ? Delivery.Outcome.EXPIRED : null;
    };
  }
}
