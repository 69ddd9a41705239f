// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

/**
 * How many recipients a message was taken for, and for how many it was not: as the one transport
 * told it, or all that sent it one after the other, each to addresses of another type.
 */
final class RecipientCounts {
  private static final int NONE = -1;

  private int accepted = NONE;
  private int refused = NONE;

  /** Of the transport that sends now; none when it is the only one. */
  private int asked = NONE;

  private int acceptedBefore;
  private int refusedBefore;

  void set(int acceptedCount, int refusedCount) {
    accepted = acceptedCount;
    refused = refusedCount;
  }

  /** Less than 0 when not known. */
  int accepted() {
    return accepted;
  }

  /** Less than 0 when not known. */
  int refused() {
    return refused;
  }

  /** True when transports were told apart. */
  boolean areOfSeveral() {
    return asked >= 0;
  }

  /** A transport begins to send to so many recipients: what is told from now on is of these. */
  void next(int recipients) {
    addLast();
    asked = recipients;
  }

  /** A transport that told nothing failed for all of its recipients. */
  private void addLast() {
    if (asked >= 0) {
      acceptedBefore += Math.max(0, accepted);
      refusedBefore += accepted < 0 && refused < 0 ? asked : Math.max(0, refused);
    }
    accepted = NONE;
    refused = NONE;
  }

  /**
   * All transports are done. Recipients that none of them told of had one that did not connect if
   * the send failed, and one that is not traced if it did not.
   */
  void total(int recipients, boolean failed) {
    addLast();
    int rest = Math.max(0, recipients - acceptedBefore - refusedBefore);
    accepted = acceptedBefore + (failed ? 0 : rest);
    refused = refusedBefore + (failed ? rest : 0);
  }

  /** One of several transports left it open what became of its recipients. */
  void forget() {
    set(NONE, NONE);
  }
}
