// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.QueueIdTime;

/**
 * The times of entries, from stamps that may have whole seconds, queue ids that carry microseconds
 * and ages that are rounded to two digits. Every time lies in the interval its stamp stands for,
 * and is refined within it.
 */
final class EntryTimes {
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;

  /** Postfix logs ages below this with two digits: {@link #FINE_AGE_ERROR} is twice the error. */
  private static final long FINE_AGE_LIMIT = 10 * SECOND;

  private static final long FINE_AGE_ERROR = SECOND / 10;

  private static final long MAX_SHIFT_SECONDS = 5;

  /** The longest tick of a usual Linux kernel (CONFIG_HZ 250), and a little more. */
  private static final int CLOCK_TICK = 5_000;

  private EntryTimes() {}

  /** When an entry was created whose first line this is. */
  static long creation(QueueEntry entry, LineHeader header) {
    long line = header.timeMicros();
    long arrival =
        QueueIdTime.arrivalMicros(
            entry.longIdMicros, entry.shortIdMicros, line, header.resolutionMicros());
    return Math.abs(arrival - line) > DAY ? line : arrival;
  }

  /**
   * Sets the arrival of an entry whose beginning the log does not show, from the age it has at
   * {@code header}. With an unknown age the line is taken for one of the first.
   */
  static void setArrivalFromAge(QueueEntry entry, LineHeader header, long ageMicros) {
    long line = header.timeMicros();
    long exact = entry.longIdMicros;
    boolean plausible = exact >= 0 && exact <= line + DAY;
    long arrival;
    if (plausible) {
      arrival = exact;
    } else if (ageMicros < 0) {
      arrival = creation(entry, header);
    } else {
      arrival = nearest(entry.shortIdMicros, line + header.resolutionMicros() / 2 - ageMicros);
    }
    arrival = Math.min(arrival, latest(header));
    entry.arrivalMicros = arrival;
    entry.identityMicros = arrival;
    entry.exactArrival = plausible;
    if (entry.ageBaseMicros < 0) {
      entry.ageBaseMicros = arrival;
    }
  }

  /** Sees to it that the arrival is known: without any age, from the first line about the entry. */
  static void settleArrival(QueueEntry entry) {
    if (entry.arrivalMicros < 0) {
      setArrivalFromAge(
          entry,
          new LineHeader(entry.firstSeenMicros, entry.firstSeenResolution, entry.host, "", "", 0),
          -1);
    }
  }

  /** The time next to the estimate that has the microseconds of a short queue id. */
  private static long nearest(int micros, long estimate) {
    if (micros < 0) {
      return estimate;
    }
    return Math.floorDiv(estimate - micros + SECOND / 2, SECOND) * SECOND + micros;
  }

  /** When the entry first came into the queue; never before it arrived. */
  static long queued(QueueEntry entry) {
    if (entry.queuedLineMicros < 0 || entry.isMidLife()) {
      return entry.arrivalMicros;
    }
    return Math.max(
        entry.arrivalMicros,
        within(entry.arrivalMicros, entry.queuedLineMicros, entry.queuedResolution));
  }

  /**
   * When an attempt ended.
   *
   * @param floor when the wait before it began: it did not end earlier, as far as the stamp allows
   * @param ageMicros age of the entry at the end, -1 when unknown
   */
  static long attemptEnd(QueueEntry entry, LineHeader header, long floor, long ageMicros) {
    long estimate = floor;
    if (ageMicros >= 0 && entry.ageBaseMicros >= 0) {
      estimate = Math.max(floor, entry.ageBaseMicros + ageMicros);
    }
    return within(estimate, header);
  }

  /**
   * A short queue id leaves the second open, and the first line of an entry may be stamped in the
   * second after its arrival: an age that then points behind the line it stands in tells. The other
   * way round see {@link #isSecondUncertain}.
   *
   * @param isTold steps tell of the arrival already, and it has to stay as it is
   */
  static void correctArrival(QueueEntry entry, LineHeader header, long ageMicros, boolean isTold) {
    int micros = entry.shortIdMicros;
    boolean uncertain = entry.secondUncertain;
    entry.secondUncertain = false;
    boolean known = ageMicros >= 0 && entry.ageBaseMicros >= 0;
    if (!known || ageMicros >= FINE_AGE_LIMIT || micros < 0) {
      return;
    }
    long estimate = entry.ageBaseMicros + ageMicros;
    long beyond = estimate - latest(header) - FINE_AGE_ERROR;
    if (beyond > 0 && beyond <= MAX_SHIFT_SECONDS * SECOND) {
      shift(entry, -(beyond + SECOND - 1) / SECOND * SECOND, isTold);
    } else if (uncertain && header.timeMicros() - estimate > SECOND / 2) {
      shift(entry, SECOND, isTold);
    }
  }

  /**
   * Syslog stamps come from a clock that moves on in ticks, queue ids from an exact one: what is
   * born in the first tick of a second may be stamped with the second before it. Its first attempt
   * tells, or the line that it is active when that one is stamped with the next second.
   */
  static boolean isSecondUncertain(QueueEntry entry) {
    int micros = entry.shortIdMicros;
    return micros >= 0
        && micros < CLOCK_TICK
        && entry.firstSeenResolution >= SECOND
        && entry.arrivalMicros == entry.firstSeenMicros + micros;
  }

  /** The entry is active; see {@link #isSecondUncertain}. */
  static void settleSecond(QueueEntry entry, LineHeader header, boolean isTold) {
    if (entry.secondUncertain && header.timeMicros() == entry.firstSeenMicros + SECOND) {
      entry.secondUncertain = false;
      shift(entry, SECOND, isTold);
    }
  }

  private static void shift(QueueEntry entry, long micros, boolean isTold) {
    entry.ageBaseMicros += micros;
    if (!isTold) {
      entry.arrivalMicros += micros;
      entry.changed();
    }
  }

  /** The time in the line's interval that is nearest to {@code estimate}. */
  static long within(long estimate, LineHeader header) {
    return within(estimate, header.timeMicros(), header.resolutionMicros());
  }

  private static long within(long estimate, long lineMicros, int resolution) {
    return Math.min(Math.max(estimate, lineMicros), lineMicros + Math.max(0, resolution - 1));
  }

  private static long latest(LineHeader header) {
    return header.timeMicros() + Math.max(0, header.resolutionMicros() - 1);
  }
}
