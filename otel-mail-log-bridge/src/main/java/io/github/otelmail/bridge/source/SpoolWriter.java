// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.durable.SegmentPlace;
import io.github.otelmail.bridge.durable.SegmentWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Moves lines from the intake to the journal. Senders are answered, and the reader sees the lines,
 * once they are on the disk; until then they are kept in memory, so that nothing depends on what a
 * disk that failed has kept. For one thread.
 */
final class SpoolWriter implements Closeable {
  private record Appended(ReceivedLines received, SegmentPlace place) {}

  private final SpoolIntake intake;
  private final SegmentWriter journal;
  private final RecentFrames recent;
  private final Runnable onInput;
  private final Deque<Appended> appended = new ArrayDeque<>();

  SpoolWriter(SpoolIntake intake, SegmentWriter journal, RecentFrames recent, Runnable onInput) {
    this.intake = intake;
    this.journal = journal;
    this.recent = recent;
    this.onInput = onInput;
  }

  /**
   * Hands what is pending to the operating system: from there on only a power cut can lose it. When
   * there is nothing after a failure, finds out whether the disk works again.
   *
   * @return true when a sender waits for {@link #sync}
   */
  boolean write() {
    List<ReceivedLines> group = intake.drain();
    int done = 0;
    try {
      for (ReceivedLines received : group) {
        appended.add(new Appended(received, journal.append(received.lines())));
        done++;
      }
      if (appended.isEmpty() && intake.hasFailed()) {
        journal.probe();
        intake.works();
      }
    } catch (IOException | RuntimeException e) {
      failed(group.subList(done, group.size()), e);
    }
    return appended.stream().anyMatch(each -> each.received().isAwaited());
  }

  boolean hasUnsynced() {
    return !appended.isEmpty();
  }

  /** Has the disk take all of it. */
  void sync() {
    if (appended.isEmpty()) {
      return;
    }
    try {
      journal.force();
      publish();
      intake.works();
    } catch (IOException | RuntimeException e) {
      failed(List.of(), e);
    }
  }

  private void failed(List<ReceivedLines> unwritten, Exception cause) {
    // A segment that became full was forced before the next one was begun.
    publish();
    List<ReceivedLines> back = new ArrayList<>();
    appended.forEach(each -> back.add(each.received()));
    back.addAll(unwritten);
    appended.clear();
    intake.failed(back, cause.toString());
    onInput.run();
  }

  /** Shows the reader what is on the disk, and tells the senders. */
  private void publish() {
    long bytes = 0;
    for (Appended first = appended.peek(); first != null; first = appended.peek()) {
      SegmentPlace end = SegmentWriter.end(first.place(), first.received().lines());
      if (end.compareTo(journal.safe()) > 0) {
        break;
      }
      ReceivedLines received = appended.remove().received();
      bytes += received.bytes();
      recent.add(new RecentFrames.Recent(first.place(), end, received.lines(), received.bytes()));
      received.safe();
    }
    if (bytes > 0) {
      intake.written(bytes);
      onInput.run();
    }
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
