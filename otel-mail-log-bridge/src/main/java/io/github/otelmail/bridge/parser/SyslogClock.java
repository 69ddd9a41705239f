// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes points in time of log stamps that lack the zone and often the year (RFC 3164 section
 * 4.1.2).
 *
 * <p>The year of the first stamp is the latest that does not put it more than a day after the
 * reference. From then on time goes forward, except for lines up to a day late, as long as that
 * does not lead past the reference: so the year steps at New Year, also where lines around midnight
 * are out of order. A log that holds more than a year without naming it cannot be told from a
 * shorter one.
 *
 * <p>In the hour that a clock change repeats, the earlier meaning is taken until lines would go
 * back in time by more than a minute.
 */
public final class SyslogClock {
  /** What an impossible date gives. */
  public static final long NO_TIME = Long.MIN_VALUE;

  private static final long MICROS = 1_000_000L;
  private static final long DAY = 86_400L;
  private static final long REORDERING = 60;
  private static final int LEAP_YEAR_AT_LATEST = 8;
  private static final int[] DAYS_BEFORE_MONTH = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
  };
  private static final int[] MONTH_LENGTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final ZoneRules rules;
  private final LongSupplier referenceMicros;

  private int lastMonthAndDay = -1;
  private long lastDay = NO_TIME;
  private long offsetDay = NO_TIME;
  private boolean constantOffset;
  private int offset;
  private long lastLocal = NO_TIME;
  private long lastSeconds = NO_TIME;

  /**
   * A clock for the stamps of one log.
   *
   * @param zone the zone the log was written in
   * @param referenceMicros a time, in epoch microseconds, that the log's lines are not after: when
   *     the file was last written, or now
   */
  public SyslogClock(ZoneId zone, LongSupplier referenceMicros) {
    this.rules = zone.getRules();
    this.referenceMicros = referenceMicros;
  }

  /**
   * Goes on after a line of this time, as if it had been the last one read: the year, and the hour
   * that a clock change repeats, are told from it.
   *
   * @param micros epoch microseconds
   */
  public void resume(long micros) {
    lastSeconds = Math.floorDiv(micros, MICROS);
    ZoneOffset zoneOffset = rules.getOffset(Instant.ofEpochSecond(lastSeconds));
    lastDay = Math.floorDiv(lastSeconds + zoneOffset.getTotalSeconds(), DAY);
  }

  /**
   * Epoch seconds of a stamp without year and zone.
   *
   * @param month 1 to 12
   * @param day from 1
   * @param secondOfDay 0 to 86400
   * @return {@link #NO_TIME} for a day that no year has
   */
  public long seconds(int month, int day, int secondOfDay) {
    int monthAndDay = month * 100 + day;
    if (monthAndDay != lastMonthAndDay) {
      long epochDay = inferDay(month, day, secondOfDay);
      if (epochDay == NO_TIME) {
        return NO_TIME;
      }
      lastMonthAndDay = monthAndDay;
      lastDay = epochDay;
    }
    return fromLocal(lastDay, secondOfDay);
  }

  /** Epoch seconds of a stamp without zone; {@link #NO_TIME} for an impossible date. */
  public long seconds(int year, int month, int day, int secondOfDay) {
    long epochDay = epochDay(year, month, day);
    return epochDay == NO_TIME ? NO_TIME : fromLocal(epochDay, secondOfDay);
  }

  /** Days since 1970-01-01 in the Gregorian calendar; {@link #NO_TIME} for an impossible date. */
  static long epochDay(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return NO_TIME;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day > MONTH_LENGTH[month - 1] + (leap && month == 2 ? 1 : 0)) {
      return NO_TIME;
    }
    long before = year - 1L;
    long leapDays =
        Math.floorDiv(before, 4) - Math.floorDiv(before, 100) + Math.floorDiv(before, 400) - 477;
    return (year - 1970) * 365L
        + leapDays
        + DAYS_BEFORE_MONTH[month - 1]
        + (leap && month > 2 ? 1 : 0)
        + day
        - 1;
  }

  private long inferDay(int month, int day, int secondOfDay) {
    long reference = Math.floorDiv(referenceMicros.getAsLong(), MICROS);
    long limit =
        reference + rules.getOffset(Instant.ofEpochSecond(reference)).getTotalSeconds() + DAY;
    if (lastDay != NO_TIME) {
      int year = yearOf(lastDay - 1);
      for (int i = 0; i <= LEAP_YEAR_AT_LATEST; i++) {
        long candidate = epochDay(year + i, month, day);
        if (candidate >= lastDay - 1) {
          if (candidate * DAY + secondOfDay <= limit) {
            return candidate;
          }
          break;
        }
      }
    }
    int year = yearOf(Math.floorDiv(limit, DAY));
    for (int i = 0; i <= LEAP_YEAR_AT_LATEST; i++) {
      long candidate = epochDay(year - i, month, day);
      if (candidate != NO_TIME && candidate * DAY + secondOfDay <= limit) {
        return candidate;
      }
    }
    return NO_TIME;
  }

  private static int yearOf(long epochDay) {
    return LocalDate.ofEpochDay(epochDay).getYear();
  }

  private long fromLocal(long epochDay, int secondOfDay) {
    if (epochDay != offsetDay) {
      learnOffset(epochDay);
    }
    long local = epochDay * DAY + secondOfDay;
    if (local != lastLocal) {
      lastSeconds = constantOffset ? local - offset : onDayOfChange(local);
      lastLocal = local;
    }
    return lastSeconds;
  }

  private void learnOffset(long epochDay) {
    offsetDay = epochDay;
    ZoneOffset before =
        rules.getOffset(LocalDateTime.ofEpochSecond(epochDay * DAY, 0, ZoneOffset.UTC));
    offset = before.getTotalSeconds();
    Instant aDayEarlier = Instant.ofEpochSecond((epochDay - 1) * DAY - offset);
    ZoneOffsetTransition change = rules.nextTransition(aDayEarlier);
    constantOffset = change == null || change.toEpochSecond() > (epochDay + 2) * DAY - offset;
  }

  private long onDayOfChange(long local) {
    LocalDateTime stamp = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    List<ZoneOffset> offsets = rules.getValidOffsets(stamp);
    if (offsets.isEmpty()) {
      return local - rules.getTransition(stamp).getOffsetBefore().getTotalSeconds();
    }
    long earlier = local - offsets.get(0).getTotalSeconds();
    if (offsets.size() == 1 || lastSeconds == NO_TIME || earlier >= lastSeconds - REORDERING) {
      return earlier;
    }
    return local - offsets.get(1).getTotalSeconds();
  }
}
