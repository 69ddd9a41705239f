// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512m}, {@code 1g}, {@code 1GiB}; units are powers of 1024. */
final class ByteSize {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([kmgt]?)(i?b)?");
  private static final int UNIT_BITS = 10;

  private ByteSize() {}

  /**
   * Reads a size.
   *
   * @param option for the message
   * @throws IllegalArgumentException with a message for the command line
   */
  static long parse(String option, String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          option + "=" + text + " is no size; give a number of bytes, or one such as 512m or 2g");
    }
    String unit = matcher.group(2);
    int power = unit.isEmpty() ? 0 : "kmgt".indexOf(unit) + 1;
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> (power * UNIT_BITS)) {
      throw new IllegalArgumentException(option + "=" + text + " is too large");
    }
    return number << (power * UNIT_BITS);
  }
}
