// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import io.github.otelmail.bridge.event.Bytes;

/**
 * Reads the time stamp of a log line and holds the last one read.
 *
 * <p>A second 60 (leap second) counts as the first of the next minute.
 */
final class SyslogStamp {
  static final byte[] VERSION_1 = Ascii.bytes("1 ");

  private static final int SECOND = 1_000_000;
  private static final long DAY = 86_400L;
  private static final int MAX_OFFSET_HOURS = 18;
  private static final int BAD = -1;

  /** Length of {@code Mmm dd HH:MM:SS}. */
  private static final int STAMP_BYTES = 15;

  private final SyslogClock clock;
  private long timeMicros;
  private int resolutionMicros;
  private int fractionMicros;

  // The bytes of the last stamp, overlapping by one, when it was in whole seconds without a year.
  private boolean repeatable;
  private long lastBegin;
  private long lastEnd;

  SyslogStamp(SyslogClock clock) {
    this.clock = clock;
  }

  long timeMicros() {
    return timeMicros;
  }

  int resolutionMicros() {
    return resolutionMicros;
  }

  /** Reads a stamp and the white space after it; the cursor is undefined when there is none. */
  boolean read(Cursor cursor) {
    boolean found = Ascii.isDigit(cursor.peek()) ? readIso(cursor) : readMonthName(cursor);
    if (!found || !(cursor.atEnd() || cursor.peek() == ' ')) {
      return false;
    }
    while (cursor.peek() == ' ') {
      cursor.moveTo(cursor.position() + 1);
    }
    return true;
  }

  /** Reads text that is a stamp, or microseconds since the epoch, and nothing else. */
  boolean readWhole(byte[] text, Cursor scratch) {
    scratch.set(text, 0, text.length);
    long micros = scratch.number();
    if (text.length >= 14 && scratch.atEnd() && micros >= 0) {
      repeatable = false;
      timeMicros = micros;
      resolutionMicros = 1;
      return true;
    }
    scratch.moveTo(0);
    return read(scratch) && scratch.atEnd();
  }

  private boolean readMonthName(Cursor cursor) {
    byte[] buffer = cursor.buffer();
    int at = cursor.position();
    int end = cursor.end();
    if (isRepeated(buffer, at, end)) {
      cursor.moveTo(at + STAMP_BYTES);
      return true;
    }
    repeatable = false;
    int month = month(buffer, at, end);
    if (month < 0 || buffer[at + 3] != ' ') {
      return false;
    }
    cursor.moveTo(buffer[at + 4] == ' ' ? at + 5 : at + 4);
    int day = cursor.smallNumber();
    if (day < 1 || day > 31 || cursor.peek() != ' ') {
      return false;
    }
    cursor.moveTo(cursor.position() + 1);
    int year = Ascii.number(buffer, cursor.position(), end, 4);
    if (year >= 0) {
      cursor.moveTo(cursor.position() + 5);
    }
    int secondOfDay = secondOfDay(cursor);
    if (secondOfDay == BAD) {
      return false;
    }
    readFraction(cursor);
    boolean valid =
        set(
            year < 0
                ? clock.seconds(month, day, secondOfDay)
                : clock.seconds(year, month, day, secondOfDay));
    if (valid && cursor.position() == at + STAMP_BYTES) {
      remember(buffer, at);
    }
    return valid;
  }

  /** Many lines have the stamp of the line before: nothing is to be read or to be worked out. */
  private boolean isRepeated(byte[] buffer, int at, int end) {
    return repeatable
        && end - at > STAMP_BYTES
        && Bytes.word(buffer, at) == lastBegin
        && Bytes.word(buffer, at + STAMP_BYTES - Long.BYTES) == lastEnd
        && buffer[at + STAMP_BYTES] == ' ';
  }

  private void remember(byte[] buffer, int at) {
    repeatable = true;
    lastBegin = Bytes.word(buffer, at);
    lastEnd = Bytes.word(buffer, at + STAMP_BYTES - Long.BYTES);
  }

  private static int month(byte[] buffer, int at, int end) {
    if (end - at < 15) {
      return BAD;
    }
    return switch (buffer[at] << 16 | buffer[at + 1] << 8 | buffer[at + 2]) {
      case 'J' << 16 | 'a' << 8 | 'n' -> 1;
      case 'F' << 16 | 'e' << 8 | 'b' -> 2;
      case 'M' << 16 | 'a' << 8 | 'r' -> 3;
      case 'A' << 16 | 'p' << 8 | 'r' -> 4;
      case 'M' << 16 | 'a' << 8 | 'y' -> 5;
      case 'J' << 16 | 'u' << 8 | 'n' -> 6;
      case 'J' << 16 | 'u' << 8 | 'l' -> 7;
      case 'A' << 16 | 'u' << 8 | 'g' -> 8;
      case 'S' << 16 | 'e' << 8 | 'p' -> 9;
      case 'O' << 16 | 'c' << 8 | 't' -> 10;
      case 'N' << 16 | 'o' << 8 | 'v' -> 11;
      case 'D' << 16 | 'e' << 8 | 'c' -> 12;
      default -> BAD;
    };
  }

  private boolean readIso(Cursor cursor) {
    repeatable = false;
    byte[] buffer = cursor.buffer();
    int at = cursor.position();
    int end = cursor.end();
    int year = Ascii.number(buffer, at, end, 4);
    int month = Ascii.number(buffer, at + 5, end, 2);
    int day = Ascii.number(buffer, at + 8, end, 2);
    if (year < 0 || month < 0 || day < 0 || buffer[at + 4] != '-' || buffer[at + 7] != '-') {
      return false;
    }
    cursor.moveTo(at + 11);
    int secondOfDay = secondOfDay(cursor);
    if (secondOfDay == BAD || (buffer[at + 10] != 'T' && buffer[at + 10] != ' ')) {
      return false;
    }
    readFraction(cursor);
    int sign = cursor.peek();
    if (sign == 'Z') {
      cursor.moveTo(cursor.position() + 1);
      return setUtc(SyslogClock.epochDay(year, month, day), secondOfDay);
    }
    if (sign == '+' || sign == '-') {
      int offset = offsetSeconds(cursor);
      return offset != BAD
          && setUtc(
              SyslogClock.epochDay(year, month, day),
              sign == '+' ? secondOfDay - offset : secondOfDay + offset);
    }
    return set(clock.seconds(year, month, day, secondOfDay));
  }

  /** Reads {@code HH:MM:SS}. */
  private static int secondOfDay(Cursor cursor) {
    byte[] buffer = cursor.buffer();
    int at = cursor.position();
    int end = cursor.end();
    int hour = Ascii.number(buffer, at, end, 2);
    int minute = Ascii.number(buffer, at + 3, end, 2);
    int second = Ascii.number(buffer, at + 6, end, 2);
    if (hour < 0
        || minute < 0
        || second < 0
        || hour > 23
        || minute > 59
        || second > 60
        || buffer[at + 2] != ':'
        || buffer[at + 5] != ':') {
      return BAD;
    }
    cursor.moveTo(at + 8);
    return hour * 3600 + minute * 60 + second;
  }

  private void readFraction(Cursor cursor) {
    fractionMicros = 0;
    resolutionMicros = SECOND;
    if (cursor.peek() != '.' && cursor.peek() != ',') {
      return;
    }
    cursor.moveTo(cursor.position() + 1);
    int digit = cursor.peek();
    while (Ascii.isDigit(digit)) {
      resolutionMicros /= 10;
      fractionMicros += (digit - '0') * resolutionMicros;
      cursor.moveTo(cursor.position() + 1);
      digit = cursor.peek();
    }
    resolutionMicros = Math.max(1, resolutionMicros);
  }

  /** Reads {@code +HH:MM}, {@code +HHMM} or {@code +HH}. */
  private static int offsetSeconds(Cursor cursor) {
    byte[] buffer = cursor.buffer();
    int at = cursor.position() + 1;
    int hours = Ascii.number(buffer, at, cursor.end(), 2);
    if (hours < 0 || hours > MAX_OFFSET_HOURS) {
      return BAD;
    }
    cursor.moveTo(at + 2);
    int minutesAt = cursor.peek() == ':' ? at + 3 : at + 2;
    int minutes = Ascii.number(buffer, minutesAt, cursor.end(), 2);
    if (minutes < 0) {
      return hours * 3600;
    }
    cursor.moveTo(minutesAt + 2);
    return hours * 3600 + minutes * 60;
  }

  private boolean setUtc(long epochDay, int secondOfDay) {
    return set(
        epochDay == SyslogClock.NO_TIME ? SyslogClock.NO_TIME : epochDay * DAY + secondOfDay);
  }

  private boolean set(long seconds) {
    if (seconds == SyslogClock.NO_TIME) {
      return false;
    }
    timeMicros = seconds * SECOND + fractionMicros;
    return true;
  }
}
