// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import java.util.Locale;

/**
 * Why a delivery failed, in the few classes one acts on differently. Derived from the enhanced
 * status code (RFC 3463 and its IANA registry) and, where servers use one code for several things,
 * from the words of the reply.
 */
public enum FailureReason {
  /** Refused once on purpose, to see whether the sender tries again. */
  GREYLISTED,
  /** Too much mail in too short a time. */
  THROTTLED,
  /** The mailbox is over its quota. */
  MAILBOX_FULL,
  /** No such mailbox, or no such domain at that server. */
  UNKNOWN_RECIPIENT,
  /** The receiver's rules refuse this sender, recipient or relay. */
  POLICY,
  /** The receiver refuses the sending address or domain for what it is known for. */
  REPUTATION,
  /** SPF, DKIM, DMARC or a login failed. */
  AUTHENTICATION,
  /** What the message contains, its size included. */
  CONTENT,
  /** Encryption was required and could not be had. */
  TLS,
  /** The next hop's name could not be resolved. */
  DNS,
  /** The next hop could not be reached, or the connection broke. */
  CONNECTION,
  /** The receiver has a problem of its own. */
  RECEIVER_ERROR,
  /** The sending MTA has one: configuration, loop, missing transport. */
  LOCAL_ERROR,
  /** None of the above. */
  OTHER;

  /** The class of a failed attempt's reply; never null. */
  public static FailureReason of(SmtpReply reply) {
    return FailureRules.classify(reply);
  }

  /** The word used in telemetry and reports: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
