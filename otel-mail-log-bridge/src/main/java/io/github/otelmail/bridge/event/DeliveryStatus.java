// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

/** What one delivery attempt ended in, for one recipient. */
public enum DeliveryStatus {
  /** The next hop, or a local mailbox, took the message. */
  SENT,
  /** A temporary failure: the MTA tries again (RFC 5321 section 4.5.4.1). */
  DEFERRED,
  /** A permanent failure: the MTA gives up and notifies the sender. */
  BOUNCED
}
