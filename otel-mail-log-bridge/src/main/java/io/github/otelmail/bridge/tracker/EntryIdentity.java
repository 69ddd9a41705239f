// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * What tells an entry from all others, also where queue ids are reused, and is the same whenever
 * the same log is read again: span ids are derived from its text.
 *
 * @param host as the log has it
 * @param queueId as the log has it
 * @param second epoch second of the arrival as the entry's first line had it; {@link #NO_SECOND}
 *     with a queue id that carries its whole time
 */
public record EntryIdentity(String host, String queueId, long second) {
  /** No second is needed. */
  public static final long NO_SECOND = Long.MIN_VALUE;

  // Written out, as those that a record is given take the virtual machine long to get going.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryIdentity entry
        && second == entry.second
        && queueId.equals(entry.queueId)
        && host.equals(entry.host);
  }

  @Override
  public int hashCode() {
    return (host.hashCode() * 31 + queueId.hashCode()) * 31 + Long.hashCode(second);
  }

  /** Host, queue id and second, separated by spaces. */
  public void writeTo(IdentityText text) {
    text.add(host);
    text.add(' ');
    text.add(queueId);
    if (second != NO_SECOND) {
      text.add(' ');
      text.add(second);
    }
  }

  @Override
  public String toString() {
    IdentityText text = new IdentityText();
    writeTo(text);
    return text.toString();
  }
}
