// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import java.util.Arrays;
import java.util.List;

/**
 * A mail of the live test.
 *
 * @param recipients all of one message
 * @param filtered true to pass a content filter on the first hop, which queues it anew
 * @param answers how many final answers its trace has: one per queue entry and recipient, the
 *     notification's included
 */
record LiveMail(String name, List<String> recipients, boolean filtered, int answers) {
  static final String ACCEPTED = "accepted";
  static final String GREYLISTED = "greylisted";
  static final String THROTTLED = "throttled";
  static final String BOUNCED = "bounced";
  static final String REJECTED = "rejected after the data";
  static final String EXPIRED = "expired";
  static final String SLOW = "slow";
  static final String DROPPED = "dropped once";
  static final String SEVERAL = "several recipients";
  static final String FILTERED = "filtered";

  /** Every kind of answer, each by a message of its own. */
  static List<LiveMail> all() {
    return List.of(
        mail(ACCEPTED, 2, "anna@accept.test"),
        mail(GREYLISTED, 2, "ben@grey.test"),
        mail(THROTTLED, 2, "chris@throttle.test"),
        mail(BOUNCED, 3, "dora@unknown.test"),
        mail(REJECTED, 3, "emil@policy.test"),
        mail(EXPIRED, 3, "fay@full.test"),
        mail(SLOW, 2, "gus@slow.test"),
        mail(DROPPED, 2, "hal@drop.test"),
        mail(SEVERAL, 7, "ida@accept.test", "ivo@grey.test", "ian@unknown.test"),
        new LiveMail(FILTERED, List.of("joe@accept.test"), true, 3));
  }

  CharSequence[] recipientArray() {
    return recipients.toArray(new CharSequence[0]);
  }

  private static LiveMail mail(String name, int answers, String... recipients) {
    return new LiveMail(name, Arrays.asList(recipients), false, answers);
  }
}
