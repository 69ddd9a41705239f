// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.MailEvent.Listed;

/** Makes of an entry whose beginning no line tells what a listing of the queue says it is. */
final class ListedEntry {
  private ListedEntry() {}

  /** Whoever was tried before had at least one attempt; how many, a listing does not tell. */
  static void fill(QueueEntry entry, LineHeader header, Listed event, EntryDirectory directory) {
    entry.sender = event.sender();
    entry.sizeBytes = event.size();
    entry.recipientCount = event.recipientCount();
    EntryTimes.setArrivalFromAge(entry, header, header.timeMicros() - event.arrivalMicros());
    for (Listed.Deferred deferred : event.deferred()) {
      RecipientState recipient = new RecipientState(deferred.address(), null);
      recipient.attemptCount = 1;
      recipient.reply = deferred.reply();
      recipient.reason = FailureReason.of(deferred.reply());
      directory.add(entry, recipient);
    }
  }
}
