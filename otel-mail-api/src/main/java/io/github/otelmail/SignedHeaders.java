// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

/** Which headers the signatures of DKIM (RFC 6376) and ARC (RFC 8617) cover. */
final class SignedHeaders {
  /** True when a signature's {@code h=} tag (RFC 6376 section 3.5) names a trace header. */
  static boolean coverTrace(String signature) {
    int start = 0;
    while (start < signature.length()) {
      int semicolon = signature.indexOf(';', start);
      int end = semicolon < 0 ? signature.length() : semicolon;
      int equals = signature.indexOf('=', start);
      if (equals >= 0
          && equals < end
          && signature.substring(start, equals).trim().equals("h")
          && namesTrace(signature.substring(equals + 1, end))) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private static boolean namesTrace(String headers) {
    int start = 0;
    while (start <= headers.length()) {
      int colon = headers.indexOf(':', start);
      int end = colon < 0 ? headers.length() : colon;
      String name = headers.substring(start, end).trim();
      if (name.equalsIgnoreCase(TraceHeaders.TRACEPARENT)
          || name.equalsIgnoreCase(TraceHeaders.TRACESTATE)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private SignedHeaders() {}
}
