// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

/**
 * Tells queue ids from other words (Postfix {@code src/global/mail_queue.h}): short ones are six or
 * more upper-case hexadecimal digits; long ones are ten or more digits of base 52, {@code z}, and
 * an inode number in base 51.
 */
final class PostfixQueueId {
  private static final int MAX_LENGTH = 40;
  private static final int MIN_SHORT = 6;
  private static final int MIN_TIME_DIGITS = 10;
  private static final int SHORT = 1;
  private static final int LONG = 2;
  private static final byte[] KINDS = kinds();

  private PostfixQueueId() {}

  /** The index after the queue id that starts at {@code start}, -1 when there is none. */
  static int end(byte[] buffer, int start, int end) {
    int limit = Math.min(end, start + MAX_LENGTH + 1);
    int kinds = SHORT | LONG;
    int separator = -1;
    int at = start;
    while (at < limit) {
      byte c = buffer[at];
      int kind = c < 0 ? 0 : KINDS[c];
      if (kind == 0) {
        break;
      }
      kinds &= kind;
      if (c == 'z') {
        separator = at;
      }
      at++;
    }
    int length = at - start;
    boolean isShort = (kinds & SHORT) != 0 && length >= MIN_SHORT;
    boolean isLong =
        (kinds & LONG) != 0 && separator - start >= MIN_TIME_DIGITS && separator < at - 1;
    return length <= MAX_LENGTH && (isShort || isLong) ? at : -1;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (char c : "0123456789ABCDEF".toCharArray()) {
      kinds[c] |= SHORT;
    }
    for (char c : "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz".toCharArray()) {
      kinds[c] |= LONG;
    }
    return kinds;
  }
}
