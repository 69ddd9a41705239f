// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.context.MessageContext.RemoteContext;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header of W3C Trace Context, version 00. */
final class Traceparent {
  private static final String PREFIX = "00-";
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;
  private static final int LENGTH = 55;

  private Traceparent() {}

  /**
   * Reads the header's value; surrounding white space does not count.
   *
   * @return null for anything that the grammar of version 00 does not allow: other versions,
   *     upper-case digits, ids that are all zero, trailing text
   */
  static @Nullable RemoteContext parse(String header) {
    String value = header.strip();
    if (value.length() != LENGTH
        || !value.startsWith(PREFIX)
        || value.charAt(SPAN_ID - 1) != '-'
        || value.charAt(FLAGS - 1) != '-'
        || !isHex(value, FLAGS, LENGTH)) {
      return null;
    }
    if (!isId(value, PREFIX.length(), SPAN_ID - 1) || !isId(value, SPAN_ID, FLAGS - 1)) {
      return null;
    }
    boolean sampled = (Character.digit(value.charAt(LENGTH - 1), 16) & 1) != 0;
    return new RemoteContext(
        value.substring(PREFIX.length(), SPAN_ID - 1),
        value.substring(SPAN_ID, FLAGS - 1),
        sampled);
  }

  private static boolean isId(String text, int from, int to) {
    if (!isHex(text, from, to)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
