// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.SmtpReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The story of one entry and one recipient. Epoch microseconds.
 *
 * @param identity the same whenever the same log is read again
 * @param recipient final address; empty for all recipients together that no line named (deleted,
 *     held or expired before any attempt)
 * @param originalRecipient before alias expansion, null when the same
 * @param finishedMicros when the outcome was known, -1 while it is not
 * @param reason why it was not delivered, null when it was or nobody said
 * @param lastReply the deciding reply, null without any attempt
 * @param attemptCount attempts the log shows
 * @param attempts the attempts themselves, oldest first; empty where the tracker was told not to
 *     keep them, and at most the limit it was given
 * @param waits likewise
 * @param notificationQueueId the failure notification about it, or null
 * @param next the entry that continues it, null when unknown; only told by {@link
 *     HistorySink#closed}. With the outcome deferred, the operator had the entry queued anew and
 *     {@code next} goes on with this recipient
 */
public record Delivery(
    StepIdentity identity,
    String recipient,
    @Nullable String originalRecipient,
    Outcome outcome,
    @Nullable FailureReason reason,
    long finishedMicros,
    @Nullable SmtpReply lastReply,
    int attemptCount,
    List<Attempt> attempts,
    List<Wait> waits,
    @Nullable String notificationQueueId,
    @Nullable EntryKey next) {

  /** How it ended, or how it stands. */
  public enum Outcome {
    DELIVERED,
    DEFERRED,
    BOUNCED,
    EXPIRED,
    DELETED,
    HELD,
    UNKNOWN;

    /** The word used in telemetry and reports: lower case. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
