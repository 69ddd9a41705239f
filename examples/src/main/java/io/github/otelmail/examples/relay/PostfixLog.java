// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.relay;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes lines as Postfix's postlogd(8) does: local time, whole seconds, no year. */
final class PostfixLog implements AutoCloseable {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ENGLISH);

  private final String host;
  private final BufferedWriter out;

  PostfixLog(String host, Path file) throws IOException {
    this.host = host;
    this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Writes a line.
   *
   * @param daemon with its process id, such as {@code smtpd[12]}
   */
  synchronized void line(String daemon, String text) {
    try {
      out.write(
          STAMP.format(LocalDateTime.now(ZoneId.systemDefault()))
              + ' '
              + host
              + " postfix/"
              + daemon
              + ": "
              + text);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      System.err.println("the embedded relay cannot write its log: " + e.getMessage());
    }
  }

  /**
   * A duration as in {@code delay=}: seconds with two significant digits and at most two decimals,
   * whole ones from 100 on ({@code format_tv.c}). Negative ones are 0.
   */
  static String seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(Math.max(0, duration.toNanos() / 1_000), 6)
            .setScale(2, RoundingMode.HALF_UP);
    BigDecimal shown =
        seconds.compareTo(BigDecimal.valueOf(100)) >= 0
            ? seconds.setScale(0, RoundingMode.HALF_UP)
            : seconds.round(new MathContext(2, RoundingMode.HALF_UP));
    return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
