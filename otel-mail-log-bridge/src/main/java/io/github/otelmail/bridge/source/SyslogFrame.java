// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * One syslog message, RFC 3164 or RFC 5424, as far as a receiver has to know it: where its stamp
 * and its host are. What RFC 3164 section 4.3 has a relay add, stamp and host, is added here.
 */
final class SyslogFrame {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);
  private static final String MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
  private static final int RFC_3164_STAMP = "Mmm dd hh:mm:ss".length();
  private static final int MAX_PRIORITY_DIGITS = 3;

  private final byte[] bytes;
  private int position;

  private SyslogFrame(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The line to read: as it came where it has all that is needed.
   *
   * @param frame without its framing
   * @param sender the address it came from
   * @param senderIsHost true to write the sender for the host, whatever the frame says
   * @param receivedMicros epoch microseconds
   */
  static byte[] line(byte[] frame, String sender, boolean senderIsHost, long receivedMicros) {
    byte[] trimmed = trim(frame);
    SyslogFrame parsed = new SyslogFrame(trimmed);
    parsed.skipPriority();
    int body = parsed.position;
    parsed.skipVersion();
    int stampStart = parsed.position;
    if (!parsed.skipStamp()) {
      String stamp = STAMP.format(Instant.EPOCH.plus(receivedMicros, ChronoUnit.MICROS));
      // RFC 5424 section 6.2.3: a dash where the sender has no clock.
      return stampStart > body && parsed.at(stampStart) == '-'
          ? splice(trimmed, stampStart, stampStart + 1, stamp)
          : splice(trimmed, 0, body, stamp + ' ' + sender + ' ');
    }
    if (!senderIsHost) {
      return trimmed;
    }
    int start = parsed.position;
    return splice(trimmed, start, parsed.endOfHost(), sender + ' ');
  }

  /** True for text that begins as a syslog line does, so that it needs no header. */
  static boolean hasStamp(byte[] text) {
    SyslogFrame parsed = new SyslogFrame(text);
    parsed.skipPriority();
    parsed.skipVersion();
    return parsed.skipStamp();
  }

  private static byte[] trim(byte[] frame) {
    int length = SyslogText.trimmedLength(frame, 0, frame.length);
    return length == frame.length ? frame : Arrays.copyOf(frame, length);
  }

  private static byte[] splice(byte[] line, int from, int to, String instead) {
    byte[] word = instead.getBytes(StandardCharsets.UTF_8);
    byte[] spliced = new byte[from + word.length + line.length - to];
    System.arraycopy(line, 0, spliced, 0, from);
    System.arraycopy(word, 0, spliced, from, word.length);
    System.arraycopy(line, to, spliced, from + word.length, line.length - to);
    return spliced;
  }

  private int at(int index) {
    return index < bytes.length ? bytes[index] : -1;
  }

  private boolean digits(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (at(i) < '0' || at(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** {@code <22>}. */
  private void skipPriority() {
    int digits = 0;
    while (at(0) == '<' && digits < MAX_PRIORITY_DIGITS && digits(1 + digits, 1)) {
      digits++;
    }
    if (digits > 0 && at(1 + digits) == '>') {
      position = digits + 2;
    }
  }

  /** {@code 1 } of RFC 5424. */
  private void skipVersion() {
    if (position > 0 && at(position) == '1' && at(position + 1) == ' ') {
      position += 2;
    }
  }

  /** {@code Nov 22 08:00:00 } or {@code 2026-11-22T08:00:00.123456+00:00 }. */
  private boolean skipStamp() {
    int end = position;
    if (digits(position, 4) && at(position + 4) == '-' && digits(position + 5, 2)) {
      while (at(end) > ' ') {
        end++;
      }
    } else if (isMonth(position) && digits(position + 7, 2) && at(position + 9) == ':') {
      end += RFC_3164_STAMP;
      while (at(end) > ' ') {
        end++;
      }
    }
    if (end == position || at(end) != ' ') {
      return false;
    }
    position = end + 1;
    return true;
  }

  private boolean isMonth(int from) {
    if (from + RFC_3164_STAMP > bytes.length) {
      return false;
    }
    String month = new String(bytes, from, 3, StandardCharsets.ISO_8859_1);
    int index = MONTHS.indexOf(month);
    return index >= 0 && index % 4 == 0;
  }

  /** Behind the host's name and the space after it; the position where there is only a tag. */
  private int endOfHost() {
    int end = position;
    while (at(end) > ' ' || at(end) < -1) {
      end++;
    }
    boolean isTag = end > position && (at(end - 1) == ':' || at(end - 1) == ']');
    return isTag || at(end) != ' ' ? position : end + 1;
  }
}
