// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the events of all hosts together into histories: one state machine per queue entry, links
 * between entries of one message, every step told to a {@link HistorySink} as soon as its end is
 * known.
 *
 * <p>Lines may come in any order within some seconds, may be missing and may come twice; the log
 * may begin in the middle of an entry's life. Lines that are hours apart should come in order: a
 * relation is found only while both entries are kept.
 *
 * <p>Time is the log's own, the latest stamp seen; there is no other clock, so the same lines
 * always give the same calls. What is kept is bounded by {@link TrackerLimits#maxEntries()}: so
 * many entries, and eight times as many recipients, announced queue ids and steps held back, all
 * together. Not for use by several threads.
 */
public final class Tracker {
  /** Things kept besides entries, per entry allowed. */
  private static final int WEIGHT_PER_ENTRY = 8;

  /** A client that says nothing for so long is gone: Postfix waits for five minutes. */
  private static final long RECEIVING_MICROS = TimeUnit.HOURS.toMicros(1);

  /** Longer than any usual maximal_queue_lifetime: lines are missing. */
  private static final long IDLE_MICROS = TimeUnit.DAYS.toMicros(10);

  private final TrackerLimits limits;
  private final long closeGraceMicros;
  private final long oneHostCloseGraceMicros;
  final HostsSeen hosts = new HostsSeen();
  final LogClock clock = new LogClock();
  final EntryTable table;
  final Links links;
  final Publication publication;
  private final Closer closer;
  private final EntryEvents events;

  /**
   * A tracker that knows nothing yet.
   *
   * @param sink receives the histories, on the thread that calls this tracker
   * @param listener told of entries that were given up to stay within the limits
   */
  public Tracker(TrackerLimits limits, HistorySink sink, PipelineListener listener) {
    this(limits, sink, listener, null);
  }

  /**
   * The same, with the entries that are packed elsewhere than in the heap.
   *
   * @param store holds nothing; null for the heap
   */
  public Tracker(
      TrackerLimits limits,
      HistorySink sink,
      PipelineListener listener,
      @Nullable EntryStore store) {
    if (limits.maxEntries() <= 0) {
      throw new IllegalArgumentException("maxEntries <= 0");
    }
    this.limits = limits;
    closeGraceMicros = TimeUnit.NANOSECONDS.toMicros(limits.closeGrace().toNanos());
    oneHostCloseGraceMicros = TimeUnit.NANOSECONDS.toMicros(limits.oneHostCloseGrace().toNanos());
    long linkGraceMicros = TimeUnit.NANOSECONDS.toMicros(limits.linkGrace().toNanos());
    table =
        new EntryTable(
            limits.unpackedEntries(),
            store == null ? null : new StoredEntries(store, limits.maxEntries()));
    links = new Links(table);
    publication = new Publication(sink, table, links, clock, linkGraceMicros);
    Steps steps = new Steps(publication, limits.attemptsKept());
    closer = new Closer(sink, listener, table, links, publication, steps);
    EntryDirectory directory = new EntryDirectory(table, closer, clock);
    events = new EntryEvents(sink, directory, links, publication, steps);
  }

  /**
   * Tells that the lines come from more than one log. Nothing orders the lines of two logs within a
   * second, or within what a writer is late: what the hop before says of an entry may be read after
   * all that the next hop says of it. So every entry that came over SMTP is held back for the link
   * grace.
   */
  public void readsSeveralLogs() {
    hosts.seeSeveral();
    events.readsSeveralLogs();
  }

  /** Takes in what a line says. */
  public void event(LineHeader header, MailEvent event) {
    hosts.see(header.host());
    see(header.timeMicros());
    event.dispatch(header, events);
    keepWithinLimits();
  }

  private void keepWithinLimits() {
    for (Kept oldest = table.ended.oldest();
        oldest != null && table.ended.size() > limits.maxEnded();
        oldest = table.ended.oldest()) {
      closer.close(table.aside.unpacked(oldest));
    }
    while (table.size() > limits.maxEntries()
        || table.weight() > (long) WEIGHT_PER_ENTRY * limits.maxEntries()) {
      QueueEntry entry = table.leastWanted();
      if (entry == null) {
        break;
      }
      closer.giveUp(entry, clock.now());
    }
    table.putAside();
  }

  /**
   * The log's time went on without a line, as the wall clock tells when the end of a log is
   * followed: steps that were held back are told, ended entries closed. Only for a log that was
   * read to its end: lines that come later with earlier stamps find their entries closed.
   *
   * @param nowMicros epoch microseconds
   */
  public void advance(long nowMicros) {
    if (nowMicros > clock.now()) {
      see(nowMicros);
    }
  }

  private void see(long timeMicros) {
    long before = clock.now();
    if (clock.see(timeMicros)) {
      restamp();
    } else if (clock.now() != before) {
      expire();
    }
  }

  private void expire() {
    publication.expire();
    closeOlder(table.ended, hosts.several() ? closeGraceMicros : oneHostCloseGraceMicros);
    closeOlder(table.receiving, RECEIVING_MICROS);
    closeQuiet();
    closeOlder(table.queued, IDLE_MICROS);
  }

  /** The same for those that were put aside, wherever they are. */
  private void closeQuiet() {
    long limit = clock.now() - IDLE_MICROS;
    QueueEntry oldest = table.aside.quietSince(limit);
    while (oldest != null) {
      closer.giveUp(oldest, oldest.touchedMicros + IDLE_MICROS);
      oldest = table.aside.quietSince(limit);
    }
  }

  private void closeOlder(EntryList list, long ageMicros) {
    long limit = clock.now() - ageMicros;
    Kept oldest = list.oldest();
    while (oldest != null && oldest.touchedMicros <= limit) {
      closer.giveUp(table.aside.unpacked(oldest), oldest.touchedMicros + ageMicros);
      oldest = list.oldest();
    }
  }

  private void restamp() {
    publication.restamp();
    table.restamp(clock.now());
  }

  /**
   * The log is at its end: tells everything that was held back and closes every entry as it stands.
   * The tracker is empty afterwards and can be used again.
   */
  public void finish() {
    for (QueueEntry entry : new ArrayList<>(publication.waiting())) {
      if (!entry.published) {
        publication.force(entry);
      }
    }
    for (Kept entry : table.all()) {
      closer.close(table.aside.unpacked(entry));
    }
  }

  /**
   * The log's time, epoch microseconds: the latest stamp seen that was not found wrong since;
   * {@link Long#MIN_VALUE} before the first one.
   */
  public long nowMicros() {
    return clock.now();
  }

  /** Entries kept now, those included that are over and wait for late lines. */
  public int openEntries() {
    return table.size();
  }

  /**
   * Writes everything the tracker knows, in a versioned format of its own, but what is in its
   * store. A tracker restored from both goes on as this one would have.
   */
  public void snapshot(DataOutput out) throws IOException {
    table.aside.giveBack();
    new SnapshotWriter(out, this).write(this);
  }

  /** The same with what is in its store, for a tracker without one. */
  public void wholeSnapshot(DataOutput out) throws IOException {
    table.aside.giveBack();
    new SnapshotWriter(out, this).writeWhole(this);
  }

  /**
   * A tracker in the state {@link #snapshot} wrote.
   *
   * @param limits may differ from those of the tracker that wrote it
   * @throws IOException when the input ends early, is damaged, or was written by another version
   */
  public static Tracker restore(
      DataInput in, TrackerLimits limits, HistorySink sink, PipelineListener listener)
      throws IOException {
    return restore(in, limits, sink, listener, null);
  }

  /**
   * The same with a store.
   *
   * @param store as it was at that {@link #snapshot}, or empty for a snapshot of a tracker without
   *     one; null for the heap
   */
  public static Tracker restore(
      DataInput in,
      TrackerLimits limits,
      HistorySink sink,
      PipelineListener listener,
      @Nullable EntryStore store)
      throws IOException {
    Tracker tracker = new Tracker(limits, sink, listener, store);
    new SnapshotReader(in, tracker).read();
    return tracker;
  }
}
