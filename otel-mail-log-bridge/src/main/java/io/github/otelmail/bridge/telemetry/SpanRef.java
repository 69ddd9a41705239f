// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

/**
 * A span that another one names as its parent or in a link.
 *
 * @param traceHigh the first half of the trace id
 * @param traceLow the second half
 * @param remote true for a span of another process
 */
record SpanRef(long traceHigh, long traceLow, long spanId, boolean sampled, boolean remote) {
  private static final int HEX = 16;

  /**
   * @param traceId 32 hex digits
   * @param spanId 16 hex digits
   */
  static SpanRef remote(String traceId, String spanId, boolean sampled) {
    return new SpanRef(high(traceId), low(traceId), parse(spanId, 0), sampled, true);
  }

  /** The span in the same trace of another process that has this id. */
  SpanRef remote(long id) {
    return new SpanRef(traceHigh, traceLow, id, true, true);
  }

  /**
   * A span of this process, which has only sampled ones.
   *
   * @param traceId 32 hex digits
   */
  static SpanRef local(String traceId, long spanId) {
    return new SpanRef(high(traceId), low(traceId), spanId, true, false);
  }

  private static long high(String traceId) {
    return parse(traceId, 0);
  }

  private static long low(String traceId) {
    return parse(traceId, HEX);
  }

  private static long parse(String digits, int from) {
    return Long.parseUnsignedLong(digits, from, from + HEX, HEX);
  }
}
