// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.tracker.QueueEntry.Ending;
import java.util.Objects;

/**
 * What each event does to its entry. No order is required: what an event presupposes may come after
 * it, or not at all.
 */
final class EntryEvents implements MailEvent.Handler {
  /** A second Message-ID so long after an entry's first line means that the queue id is reused. */
  private static final long REUSE_MICROS = 10_000_000L;

  private final HistorySink sink;
  private final EntryDirectory directory;
  private final Links links;
  private final Publication publication;
  private final Steps steps;
  private final AttemptRecorder recorder;
  private final EntryProgress progress;

  EntryEvents(
      HistorySink sink,
      EntryDirectory directory,
      Links links,
      Publication publication,
      Steps steps) {
    this.sink = sink;
    this.directory = directory;
    this.links = links;
    this.publication = publication;
    this.steps = steps;
    this.recorder = new AttemptRecorder(directory, links, publication, steps);
    this.progress = new EntryProgress(directory, links, publication);
  }

  /** See {@link Tracker#readsSeveralLogs()}. */
  void readsSeveralLogs() {
    progress.readsSeveralLogs();
  }

  @Override
  public void accepted(LineHeader header, MailEvent.Accepted event) {
    QueueEntry entry = directory.begin(header, event.queueId());
    boolean sameClient =
        !entry.local
            && Objects.equals(entry.clientName, event.clientName())
            && Objects.equals(entry.clientAddress, event.clientAddress());
    entry = orReused(entry, header, sameClient);
    if (entry.created()) {
      return;
    }
    created(entry, header);
    entry.clientName = event.clientName();
    entry.clientAddress = event.clientAddress();
    entry.authenticated = event.saslUsername() != null;
    String original = event.originalQueueId();
    if (original != null && !original.equals(event.queueId())) {
      QueueEntry parent = directory.findAnywhere(header, original);
      if (parent != null) {
        entry.predecessorLikely = true;
        links.attach(entry, parent, Entry.Relation.RELAYED);
      } else if (entry.previous == null) {
        entry.previous = new Entry.Previous(null, null, Entry.Relation.RELAYED);
      }
    }
    publication.consider(entry);
  }

  @Override
  public void submitted(LineHeader header, MailEvent.Submitted event) {
    QueueEntry entry = directory.begin(header, event.queueId());
    entry = orReused(entry, header, entry.local);
    if (entry.created()) {
      return;
    }
    created(entry, header);
    entry.local = true;
    entry.sender = event.sender();
    String original = event.originalQueueId();
    if (original != null && !original.equals(event.queueId())) {
      continueRequeued(entry, header, original);
    }
    publication.consider(entry);
  }

  /**
   * The entry that a line begins: another one when this one is over and began otherwise. When it
   * may have begun so, the line came late or is read again, or the queue id is used again: its
   * Message-ID will tell.
   */
  private QueueEntry orReused(QueueEntry entry, LineHeader header, boolean alike) {
    if (!entry.isEnded()) {
      return entry;
    }
    entry.begunAgain = alike || !entry.created();
    return entry.begunAgain ? entry : directory.replace(entry, header, entry.id);
  }

  private void continueRequeued(QueueEntry entry, LineHeader header, String original) {
    QueueEntry old = directory.find(header, original);
    if (old == null) {
      entry.ageBaseMicros = -1;
      if (entry.previous == null) {
        EntryKey key = new EntryKey(header.host(), header.instance(), original);
        entry.previous = new Entry.Previous(key, null, Entry.Relation.REQUEUED);
      }
      return;
    }
    entry.ageBaseMicros = old.ageBaseMicros;
    old.requeuedAs = entry.key();
    progress.end(old, Ending.REQUEUED);
    links.attach(entry, old, Entry.Relation.REQUEUED);
  }

  private static void created(QueueEntry entry, LineHeader header) {
    entry.creator = header.instance();
    entry.changed();
    if (!entry.published) {
      EntryDirectory.setArrival(entry, header);
    }
  }

  @Override
  public void messageIdSeen(LineHeader header, MailEvent.MessageIdSeen event) {
    if (event.resent()) {
      return;
    }
    QueueEntry entry = directory.findOrCreate(header, event.queueId());
    if (entry.ending == Ending.REFUSED) {
      return;
    }
    if (entry.messageIdKnown) {
      if (!isOfAnother(entry, header, event)) {
        return;
      }
      QueueEntry old = entry;
      entry = directory.replace(old, header, event.queueId());
      if (old.begunAgain) {
        entry.beginLike(old);
      }
    }
    entry.messageId = event.messageId();
    entry.messageIdKnown = true;
    entry.messageIdPid = header.pid();
    entry.instance = header.instance();
    if (!entry.exactArrival && !entry.published) {
      EntryDirectory.setArrival(entry, header);
    }
    entry.changed();
    progress.identify(entry);
    publication.consider(entry);
  }

  /**
   * A message can have several, of which one process writes; that of another message comes after
   * its end, from another process where stamps do not tell, or much later.
   */
  private static boolean isOfAnother(
      QueueEntry entry, LineHeader header, MailEvent.MessageIdSeen event) {
    boolean late = header.timeMicros() - entry.firstSeenMicros > REUSE_MICROS;
    boolean after = entry.isRemovedBefore(header) || header.pid() != entry.messageIdPid;
    boolean other = entry.isEnded() ? late || after : late && entry.inQueue;
    return other && !Objects.equals(entry.messageId, event.messageId());
  }

  @Override
  public void contextSeen(LineHeader header, MailEvent.ContextSeen event) {
    QueueEntry entry = directory.findOrCreate(header, event.queueId());
    if (entry.traceparent == null && entry.origin == null) {
      entry.traceparent = event.traceparent();
    }
  }

  @Override
  public void activated(LineHeader header, MailEvent.Activated event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    entry.instance = header.instance();
    entry.sender = event.sender();
    entry.sizeBytes = event.size();
    if (entry.recipientCount == QueueEntry.NOT_COUNTED) {
      entry.recipientCount = event.recipientCount();
    }
    if (entry.queuedLineMicros < 0) {
      EntryProgress.setQueued(entry, header);
      EntryTimes.settleSecond(entry, header, publication.isTold(entry));
    }
    entry.changed();
    release(entry, header);
    progress.enterQueue(entry);
    progress.settle(entry);
  }

  @Override
  public void attempted(LineHeader header, MailEvent.Attempted event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    progress.enterQueue(entry);
    Continuation continuation = recorder.record(entry, header, event);
    publication.consider(entry);
    progress.bindChild(continuation);
    progress.settle(entry);
    if (entry.hasUndecided()) {
      // It may now wait for hours; the picture is cheap to draw again.
      entry.changed();
    }
  }

  @Override
  public void hostFailed(LineHeader header, MailEvent.HostFailed event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    if (entry.hostFailures == null) {
      entry.hostFailures = new HostFailures();
    }
    entry.hostFailures.add(header.pid(), event.text());
  }

  @Override
  public void expired(LineHeader header, MailEvent.Expired event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    progress.enterQueue(entry);
    EntryTimes.settleArrival(entry);
    entry.expired = true;
    steps.decideRest(entry, header, Delivery.Outcome.EXPIRED);
    progress.settle(entry);
  }

  @Override
  public void notified(LineHeader header, MailEvent.Notified event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    String notification = event.notificationQueueId();
    if (event.kind() == MailEvent.Notified.Kind.FAILURE) {
      entry.failureNotification = notification;
      for (RecipientState r = entry.recipients.first(); r != null; r = r.next) {
        boolean failed =
            r.outcome == Delivery.Outcome.BOUNCED || r.outcome == Delivery.Outcome.EXPIRED;
        if (failed && r.notificationQueueId == null) {
          r.notificationQueueId = notification;
        }
      }
    }
    if (!notification.equals(event.queueId())) {
      progress.bindChild(
          links.announce(entry, notification, Entry.Relation.NOTIFICATION, header.timeMicros()));
    }
  }

  @Override
  public void held(LineHeader header, MailEvent.Held event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    if (Steps.isHeld(entry) || entry.isEnded()) {
      return;
    }
    if (!entry.inQueue) {
      EntryProgress.setQueued(entry, header);
      entry.mayBeRefused = !entry.isMidLife();
      progress.enterQueue(entry);
    }
    EntryTimes.settleArrival(entry);
    long at = Steps.timeOf(entry, header);
    steps.endWaits(entry, header, at);
    entry.heldSinceMicros = at;
    progress.settle(entry);
  }

  @Override
  public void released(LineHeader header, MailEvent.Released event) {
    QueueEntry entry = directory.find(header, event.queueId());
    if (entry != null) {
      release(entry, header);
      publication.consider(entry);
    }
  }

  private void release(QueueEntry entry, LineHeader header) {
    entry.mayBeRefused = false;
    if (Steps.isHeld(entry)) {
      steps.endWaits(entry, header, Steps.timeOf(entry, header));
      entry.heldSinceMicros = -1;
    }
  }

  @Override
  public void requeued(LineHeader header, MailEvent.Requeued event) {
    QueueEntry entry = directory.find(header, event.queueId());
    if (entry != null && !entry.isEnded()) {
      progress.enterQueue(entry);
      steps.endWaits(entry, header, Steps.timeOf(entry, header));
      progress.end(entry, Ending.REQUEUED);
    }
  }

  @Override
  public void discarded(LineHeader header, MailEvent.Discarded event) {
    QueueEntry entry = directory.findOrCreate(header, event.queueId());
    giveUpAll(entry, header, Ending.DISCARDED);
  }

  @Override
  public void redirected(LineHeader header, MailEvent.Redirected event) {
    directory.findOrCreate(header, event.queueId()).recipientCount = QueueEntry.REDIRECTED;
  }

  @Override
  public void deleted(LineHeader header, MailEvent.Deleted event) {
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    giveUpAll(entry, header, Ending.DELETED);
  }

  private void giveUpAll(QueueEntry entry, LineHeader header, Ending ending) {
    if (entry.isEnded()) {
      return;
    }
    progress.enterQueue(entry);
    EntryTimes.settleArrival(entry);
    entry.ending = ending;
    steps.decideRest(entry, header, Delivery.Outcome.DELETED);
    progress.end(entry, ending);
  }

  @Override
  public void removed(LineHeader header, MailEvent.Removed event) {
    QueueEntry entry = directory.find(header, event.queueId());
    if (entry != null && !entry.isEnded()) {
      entry.removedLineMicros = header.timeMicros();
      if (!publication.tellsSteps() && !entry.isFinished()) {
        entry.removedMicros = Steps.timeOf(entry, header);
      }
      progress.end(entry, Ending.REMOVED);
    }
  }

  @Override
  public void probed(LineHeader header, MailEvent.Probed event) {
    QueueEntry entry = directory.find(header, event.queueId());
    if (entry != null) {
      entry.probed = true;
    }
  }

  @Override
  public void refused(LineHeader header, MailEvent.Refused event) {
    QueueEntry entry = event.queueId() == null ? null : directory.find(header, event.queueId());
    boolean taken = entry != null && entry.inQueue && !entry.mayBeRefused;
    if (taken && event.endsEntry()) {
      // The client went away after its message had been taken: nothing was refused.
      return;
    }
    sink.refused(header, event, entry == null ? null : entry.messageId);
    if (entry != null && event.endsEntry() && !entry.isEnded()) {
      entry.inQueue = entry.published;
      progress.end(entry, Ending.REFUSED);
    }
  }

  /** Nothing that is tracked depends on the MTA's processes: the queue outlives them. */
  @Override
  public void restarted(LineHeader header, MailEvent.Restarted event) {}

  /** What the log told of an entry goes before a listing of the queue. */
  @Override
  public void listed(LineHeader header, MailEvent.Listed event) {
    if (directory.find(header, event.queueId()) != null) {
      return;
    }
    QueueEntry entry = directory.findOrOpen(header, event.queueId());
    ListedEntry.fill(entry, header, event, directory);
    progress.enterQueue(entry);
    if (event.held()) {
      entry.heldSinceMicros = Steps.timeOf(entry, header);
    }
    publication.consider(entry);
  }
}
