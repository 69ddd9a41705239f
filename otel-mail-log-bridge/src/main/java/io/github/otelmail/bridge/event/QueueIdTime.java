// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import java.util.Arrays;

/**
 * The time that Postfix writes into a queue id (Postfix {@code src/global/mail_queue.h}): when the
 * entry was created, in microseconds, where the log line itself may have whole seconds only.
 *
 * <ul>
 *   <li>Short ids: five hexadecimal digits of microseconds within an unknown second, then the inode
 *       number.
 *   <li>Long ids ({@code enable_long_queue_ids = yes}): seconds in base 52, six digits or more,
 *       then four digits of microseconds in base 52, {@code z}, and the inode number.
 * </ul>
 */
public final class QueueIdTime {
  private static final long SECOND = 1_000_000L;

  /** How far an id may lie after the stamp of its own line: clocks are read one after the other. */
  private static final long TOLERANCE = 2_000L;

  private static final String DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
  private static final int BASE = DIGITS.length();
  private static final int MICROSECOND_DIGITS_LONG = 4;
  private static final int MICROSECOND_DIGITS_SHORT = 5;
  private static final int MIN_TIME_DIGITS = 10;
  private static final int MAX_TIME_DIGITS = 14;
  private static final byte[] VALUES = values();

  private QueueIdTime() {}

  /**
   * When the entry was created, epoch microseconds.
   *
   * <p>A long id tells it exactly. A short id tells the microsecond within the second: the result
   * is then the latest such time that is not after the line's stamp, so the line must be one of the
   * first about the entry. Any other id gives {@code lineTimeMicros}.
   *
   * @param queueId as the log has it
   * @param lineTimeMicros time of the line, {@link LineHeader#timeMicros()}
   * @param resolutionMicros {@link LineHeader#resolutionMicros()}: the line was written at {@code
   *     lineTimeMicros} or up to this much later
   */
  public static long arrivalMicros(String queueId, long lineTimeMicros, int resolutionMicros) {
    return arrivalMicros(
        longIdMicros(queueId), shortIdMicros(queueId), lineTimeMicros, resolutionMicros);
  }

  /**
   * The same for a queue id that was read before.
   *
   * @param exact its {@link #longIdMicros}
   * @param micros its {@link #shortIdMicros}
   */
  public static long arrivalMicros(
      long exact, int micros, long lineTimeMicros, int resolutionMicros) {
    if (exact >= 0) {
      return exact;
    }
    if (micros < 0) {
      return lineTimeMicros;
    }
    long latest = lineTimeMicros + Math.max(0, resolutionMicros - 1);
    if (resolutionMicros < SECOND) {
      latest += TOLERANCE;
    }
    long arrival = Math.floorDiv(latest, SECOND) * SECOND + micros;
    return arrival > latest ? arrival - SECOND : arrival;
  }

  /** Epoch microseconds in a long queue id, -1 when {@code queueId} is no long id. */
  public static long longIdMicros(String queueId) {
    int timeDigits = queueId.lastIndexOf('z');
    if (timeDigits < MIN_TIME_DIGITS || timeDigits > MAX_TIME_DIGITS) {
      return -1;
    }
    int secondDigits = timeDigits - MICROSECOND_DIGITS_LONG;
    long seconds = base52(queueId, 0, secondDigits);
    long micros = base52(queueId, secondDigits, timeDigits);
    return seconds < 0 || micros < 0 || micros >= SECOND ? -1 : seconds * SECOND + micros;
  }

  /** Microsecond of the second in a short queue id, -1 when {@code queueId} is no short id. */
  public static int shortIdMicros(String queueId) {
    if (queueId.length() <= MICROSECOND_DIGITS_SHORT) {
      return -1;
    }
    int micros = 0;
    for (int i = 0; i < queueId.length(); i++) {
      char c = queueId.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) {
        return -1;
      }
      if (i < MICROSECOND_DIGITS_SHORT) {
        micros = micros * 16 + digit;
      }
    }
    return micros < SECOND ? micros : -1;
  }

  private static long base52(String text, int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int digit = c < VALUES.length ? VALUES[c] : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * BASE + digit;
    }
    return value;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < BASE; i++) {
      values[DIGITS.charAt(i)] = (byte) i;
    }
    return values;
  }
}
