// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * Texts that name entries and their steps, and that are the same whenever the same line is read
 * again: they hold what the line itself says and nothing that depends on lines before it.
 */
final class Identities {
  private static final long SECOND = 1_000_000L;

  private Identities() {}

  /** Of an entry whose arrival is known. */
  static EntryIdentity entry(QueueEntry entry) {
    return new EntryIdentity(
        entry.host,
        entry.id,
        entry.longIdMicros >= 0
            ? EntryIdentity.NO_SECOND
            : Math.floorDiv(entry.identityMicros, SECOND));
  }

  /** An attempt: the line and the age it reports. */
  static String attempt(
      QueueEntry entry, RecipientState recipient, long lineMicros, long delayMicros) {
    return step(entry, recipient, lineMicros) + ' ' + delayMicros;
  }

  /** The delivery that an attempt decided: the attempt without the age. */
  static String delivery(String attempt) {
    return attempt.substring(0, attempt.lastIndexOf(' '));
  }

  /** What a line says about a recipient; null for those that are not named. */
  static String step(QueueEntry entry, @Nullable RecipientState recipient, long lineMicros) {
    StringBuilder text =
        new StringBuilder(96).append(entry.host).append(' ').append(entry.id).append(' ');
    if (recipient != null) {
      text.append(recipient.address).append(' ');
      if (recipient.original != null) {
        text.append(recipient.original).append(' ');
      }
    }
    return text.append(lineMicros).toString();
  }

  /** The wait that ended with a step. */
  static String wait(String step) {
    return step + " wait";
  }
}
