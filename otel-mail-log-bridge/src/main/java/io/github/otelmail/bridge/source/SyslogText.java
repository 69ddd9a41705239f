// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Writes the syslog line that an input holds in parts: {@code stamp host tag[pid]: text}. */
final class SyslogText {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

  private SyslogText() {}

  /**
   * A line without line feed.
   *
   * @param micros epoch microseconds
   * @param host written as {@code -} when it is empty
   * @param tag the program, {@code -} when it is empty
   * @param pid the process id, empty for none
   * @param text as it is, but for white space at its end
   */
  static byte[] line(long micros, String host, String tag, String pid, byte[] text) {
    String header =
        STAMP.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
            + ' '
            + word(host)
            + ' '
            + word(tag)
            + (pid.isEmpty() ? "" : '[' + word(pid) + ']')
            + ": ";
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    int length = trimmedLength(text, 0, text.length);
    byte[] line = new byte[head.length + length];
    System.arraycopy(head, 0, line, 0, head.length);
    System.arraycopy(text, 0, line, head.length, length);
    return line;
  }

  /** Length of {@code text[start..end)} without the line end, zero bytes and spaces at its end. */
  static int trimmedLength(byte[] text, int start, int end) {
    int last = end;
    while (last > start && text[last - 1] >= 0 && text[last - 1] <= ' ') {
      last--;
    }
    return last - start;
  }

  private static String word(String text) {
    return text.isEmpty() ? "-" : text.replaceAll("[\\s\\p{Cntrl}]", "_");
  }
}
