// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.time.Duration;

/**
 * What the tracker may keep, and how long it waits.
 *
 * @param maxEntries queue entries held at once, the ended ones that still wait for late lines
 *     included; beyond that the entry that was quiet longest is given up, and counted
 * @param maxEnded ended entries held at once, whatever the grace; beyond that the one that ended
 *     first is closed early
 * @param linkGrace how long, in the log's time, an entry is held back whose predecessor is expected
 *     to be logged a moment later (a next hop accepts before the previous one logs that it sent)
 * @param closeGrace how long an ended entry is kept for late lines and for the links to it
 * @param oneHostCloseGrace the same as long as all lines come from one log and one host: those are
 *     in order but for a moment
 * @param attemptsKept attempts and waits kept per recipient for {@link HistorySink#closed}; 0 where
 *     only the single steps are of interest
 * @param unpackedEntries entries in the queue that are kept ready for the next line about them; of
 *     more than these, the ones that were quiet longest are packed into a third of the memory
 */
public record TrackerLimits(
    int maxEntries,
    int maxEnded,
    Duration linkGrace,
    Duration closeGrace,
    Duration oneHostCloseGrace,
    int attemptsKept,
    int unpackedEntries) {
  private static final int DEFAULT_UNPACKED_ENTRIES = 20_000;

  /** Limits with one grace for all, and the default number of unpacked entries, 20 000. */
  public TrackerLimits(
      int maxEntries, int maxEnded, Duration linkGrace, Duration closeGrace, int attemptsKept) {
    this(
        maxEntries,
        maxEnded,
        linkGrace,
        closeGrace,
        closeGrace,
        attemptsKept,
        DEFAULT_UNPACKED_ENTRIES);
  }

  /** The same with another grace for one host. */
  public TrackerLimits withOneHostCloseGrace(Duration grace) {
    return new TrackerLimits(
        maxEntries, maxEnded, linkGrace, closeGrace, grace, attemptsKept, unpackedEntries);
  }
}
