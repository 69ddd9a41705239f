// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.durable.JournalReader;
import io.github.otelmail.bridge.durable.SegmentPlace;
import io.github.otelmail.bridge.event.LogLine;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the lines of a spool in their order: from memory while they are there, else from the
 * journal, and what cannot be written to the journal from the intake. For one thread, but for what
 * says otherwise.
 */
final class SpoolReader implements Closeable {
  private final JournalReader journal;
  private final RecentFrames recent;
  private final SpoolIntake intake;
  private final SpoolPosition resumed;
  private final List<ReceivedLines> toAnswer = new ArrayList<>();

  private List<byte[]> lines = List.of();
  private int nextLine;

  /** Where the lines are in the journal; null when they are not, and when there are none. */
  private @Nullable SegmentPlace place;

  /** Who sent them, when that is to be answered after they are acknowledged. */
  private @Nullable ReceivedLines awaited;

  private volatile SegmentPlace unread;

  /**
   * Reads nothing yet.
   *
   * @param resumed the line to begin with
   */
  SpoolReader(
      JournalReader journal, RecentFrames recent, SpoolIntake intake, SpoolPosition resumed) {
    this.journal = journal;
    this.recent = recent;
    this.intake = intake;
    this.resumed = resumed;
    unread = resumed.place();
  }

  /** As {@link LogSource#next}. */
  LogSource.Next next(LogLine line) {
    while (nextLine >= lines.size()) {
      done();
      if (!fromJournal() && !fromIntake()) {
        return LogSource.Next.NONE;
      }
    }
    byte[] bytes = lines.get(nextLine++);
    line.set(bytes, 0, bytes.length);
    return LogSource.Next.LINE;
  }

  /** All lines of the batch are done with. */
  private void done() {
    if (awaited != null) {
      toAnswer.add(awaited);
    }
    awaited = null;
    place = null;
    lines = List.of();
    nextLine = 0;
  }

  private boolean fromJournal() {
    while (journal.seek()) {
      SegmentPlace at = journal.place();
      RecentFrames.Recent known = recent.take(at);
      List<byte[]> found;
      if (known != null) {
        found = known.lines();
        journal.skipTo(known.end());
      } else {
        found = journal.read();
      }
      unread = journal.place();
      if (found != null) {
        place = at;
        lines = found;
        nextLine = at.equals(resumed.place()) ? Math.min(resumed.line(), found.size()) : 0;
        return true;
      }
      if (journal.place().equals(at)) {
        // Cannot be read at the moment; to be tried again with the next look.
        return false;
      }
    }
    return false;
  }

  private boolean fromIntake() {
    ReceivedLines taken = intake.takeUnwritten(journal);
    if (taken == null) {
      return false;
    }
    unread = journal.place();
    lines = taken.lines();
    awaited = taken.isAwaited() ? taken : null;
    return true;
  }

  /** Where a restart goes on; what is not in the journal does not count. */
  private SpoolPosition here() {
    if (place != null) {
      return new SpoolPosition(place, nextLine - 1);
    }
    SegmentPlace next = journal.place();
    return next.equals(resumed.place()) ? resumed : new SpoolPosition(next, 0);
  }

  /** As {@link LogSource#position}. */
  String position() {
    return here().toString();
  }

  /** As {@link LogSource#acknowledge}. */
  void acknowledge() {
    intake.acknowledge(here().place());
    toAnswer.forEach(ReceivedLines::safe);
    toAnswer.clear();
  }

  /** Where the frames begin that are not read. For any thread. */
  SegmentPlace unread() {
    return unread;
  }

  @Override
  public void close() {
    journal.close();
  }
}
