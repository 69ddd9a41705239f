// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.time.Instant;

/**
 * Postfix's long queue ids ({@code mail_queue.h}): seconds in base 52, microseconds in base 52, a
 * {@code z}, and the inode in base 51. No two of one instance carry the same microsecond.
 */
final class LongQueueIds {
  private static final String DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
  private static final int FIRST_INODE = 1_200_000;

  private long lastMicros;
  private int inode = FIRST_INODE;

  synchronized String next(Instant arrival) {
    long micros = arrival.getEpochSecond() * 1_000_000 + arrival.getNano() / 1_000;
    lastMicros = Math.max(micros, lastMicros + 1);
    return digits(lastMicros / 1_000_000, 52, 6)
        + digits(lastMicros % 1_000_000, 52, 4)
        + 'z'
        + digits(inode++, 51, 1);
  }

  private static String digits(long number, int base, int width) {
    StringBuilder reversed = new StringBuilder();
    long rest = number;
    while (rest > 0 || reversed.length() < width) {
      reversed.append(DIGITS.charAt((int) (rest % base)));
      rest /= base;
    }
    return reversed.reverse().toString();
  }
}
