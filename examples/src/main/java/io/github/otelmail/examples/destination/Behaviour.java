// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.destination;

/** How a receiver treats mail. Each has a domain and a port of its own. */
public enum Behaviour {
  /** Takes everything. Also the home of the senders, where notifications arrive. */
  ACCEPT("accept.test"),
  /** 451 4.7.1 at the first RCPT of a sender and recipient, then accepts. */
  GREYLIST("grey.test"),
  /** 421 4.7.28 at the first RCPT of a sender and recipient, and hangs up; then accepts. */
  THROTTLE("throttle.test"),
  /** 550 5.1.1 at RCPT. */
  UNKNOWN("unknown.test"),
  /** 550 5.7.1 after the data. */
  POLICY("policy.test"),
  /** Accepts, {@value Destination#SLOW_MILLIS} ms after the data. */
  SLOW("slow.test"),
  /** 452 4.2.2 at RCPT, always: the message expires. */
  FULL("full.test"),
  /** Breaks the connection at the first DATA of a sender and recipient, then accepts. */
  DROP("drop.test");

  private final String domain;

  Behaviour(String domain) {
    this.domain = domain;
  }

  /** The domain whose mail is treated so. */
  public String domain() {
    return domain;
  }
}
