// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.durable.Disk;
import io.github.otelmail.bridge.durable.DiskDirectory;
import io.github.otelmail.bridge.durable.JournalReader;
import io.github.otelmail.bridge.durable.SegmentWriter;
import io.github.otelmail.bridge.durable.Segments;
import io.github.otelmail.bridge.event.LogLine;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a network input has received, in a journal on disk until it is acknowledged: senders need
 * not wait for the backend, and neither a restart nor a crash loses what they were told is safe.
 *
 * <pre>
 * offer ─▶ intake ─▶ writer ─▶ segments ──────▶ reader ─▶ next
 *                       └────▶ recent frames ─────┘
 * </pre>
 */
final class Spool implements LineQueue {
  /** Of the file system, so much is left to the checkpoint and to other programs. */
  private static final long RESERVE_BYTES = 64L * 1024 * 1024;

  private static final long MAX_SEGMENT_BYTES = 16L * 1024 * 1024;
  private static final int SEGMENTS_AT_LEAST = 8;

  /** Of the limit of the journal, so much may be damaged segments: one at least. */
  private static final int DAMAGED_PART = SEGMENTS_AT_LEAST;

  /**
   * Who is told what, from any thread.
   *
   * @param onInput that there is something to read
   * @param onPending that there is something to write
   * @param notices what the operator should know
   */
  record Signals(Runnable onInput, Runnable onPending, Consumer<String> notices) {}

  private final Segments segments;
  private final SpoolIntake intake;
  private final RecentFrames recent;
  private final SpoolWriter writer;
  private final SpoolReader reader;
  private @Nullable SpoolThread thread;

  /**
   * Opens the journal on that disk. It is written by nobody until somebody drives the writer.
   *
   * @param position what {@link #position} said, null for the oldest line there is
   */
  Spool(Disk disk, SpoolIntake.Limits limits, @Nullable String position, Signals signals)
      throws IOException {
    SpoolPosition start = SpoolPosition.parse(position, signals.notices());
    segments =
        Segments.open(disk, start.place(), limits.maxBytes() / DAMAGED_PART, signals.notices());
    recent = new RecentFrames(limits.memoryBytes());
    intake =
        new SpoolIntake(limits, segments, start.place(), signals.notices(), signals.onPending());
    SegmentWriter journal =
        new SegmentWriter(segments, start.place(), limits.segmentBytes(), RESERVE_BYTES);
    writer = new SpoolWriter(intake, journal, recent, signals.onInput());
    JournalReader read = new JournalReader(segments, start.place(), signals.notices());
    reader = new SpoolReader(read, recent, intake, start);
  }

  /**
   * Opens the journal, and starts the thread that writes it.
   *
   * @param name of the input
   * @param memoryBytes what may wait in memory
   * @throws IOException when the directory cannot be made or read
   */
  static Spool open(
      String name, Spooling where, long memoryBytes, Runnable onInput, Consumer<String> notices)
      throws IOException {
    Semaphore woken = new Semaphore(0);
    long segmentBytes = Math.min(MAX_SEGMENT_BYTES, where.maxBytes() / SEGMENTS_AT_LEAST);
    SpoolIntake.Limits limits =
        new SpoolIntake.Limits(where.maxBytes(), segmentBytes, memoryBytes / 2);
    Spool spool =
        new Spool(
            DiskDirectory.open(where.directory()),
            limits,
            where.position(),
            new Signals(onInput, woken::release, notices));
    spool.thread = new SpoolThread(name, spool.intake, spool.writer, woken, notices);
    return spool;
  }

  SpoolIntake intake() {
    return intake;
  }

  SpoolWriter writer() {
    return writer;
  }

  @Override
  public boolean offer(ReceivedLines received) {
    return intake.offer(received);
  }

  @Override
  public void whenRoom(Runnable tryAgain) {
    intake.whenRoom(tryAgain);
  }

  @Override
  public LogSource.Next next(LogLine line) {
    return reader.next(line);
  }

  @Override
  public String position() {
    return reader.position();
  }

  /** Not while the disk fails. */
  @Override
  public boolean isKept() {
    return !intake.hasFailed();
  }

  @Override
  public void acknowledge() {
    reader.acknowledge();
  }

  @Override
  public long waitingBytes() {
    return intake.pendingBytes() + recent.bytes();
  }

  @Override
  public long unreadBytes() {
    return segments.bytesAfter(reader.unread());
  }

  @Override
  public long storedBytes() {
    return segments.diskBytes();
  }

  @Override
  public @Nullable String trouble() {
    return intake.trouble();
  }

  @Override
  public void close() {
    SpoolThread running = thread;
    if (running != null) {
      running.close();
    }
    reader.close();
  }
}
