// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

/** What to do when the heap is too small for what is in the queue. */
final class HeapAdvice {
  private HeapAdvice() {}

  /** How large the heap may get, and how to change that or what it holds. */
  static String text() {
    return "the heap may have "
        + Runtime.getRuntime().maxMemory()
        + " bytes. Raise -Xmx, for the service in OTEL_MAIL_JAVA_OPTS of /etc/default/otel-mail,"
        + " and lower --max-entries for less to be kept from then on, or keep it in a database with"
        + " --queue-store=rocksdb";
  }
}
