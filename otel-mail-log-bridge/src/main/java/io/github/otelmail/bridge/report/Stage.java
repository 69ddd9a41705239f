// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

/** Where the time between hand-over and final answer can go. In the order a message meets them. */
enum Stage {
  /** From the application's making the message to its arrival; known with a trace token only. */
  HAND_OVER("before the server", "from the application to the first mail server"),
  /** From the client's session, or the arrival of a local message, to the active queue. */
  BEFORE_QUEUE("before the queue", "client session, filters, until queued"),
  /** Active, and no attempt made yet. */
  QUEUE("in the queue", "until the first attempt"),
  /** On hold. */
  HELD("on hold", "until somebody releases it"),
  /** DNS, TCP, greeting, EHLO, TLS of all attempts. */
  CONNECTION("connection", "DNS, TCP, greeting, TLS, of all attempts"),
  /** MAIL to final reply of all attempts. */
  TRANSMISSION("transmission", "MAIL to final reply, of all attempts"),
  /** Between a temporary failure and the next attempt. */
  RETRY("retry waits", "between a temporary failure and the next attempt");

  private final String label;
  private final String meaning;

  Stage(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  String label() {
    return label;
  }

  String meaning() {
    return meaning;
  }
}
