// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.Nullable;

/**
 * What tells a step of an entry from all others, and is the same whenever the same line is read
 * again: it holds what the line itself says and nothing that depends on lines before it. Span ids
 * are derived from its text.
 *
 * @param host as the log has it
 * @param queueId as the log has it
 * @param recipient final address; null for recipients that no line names
 * @param original before alias expansion, null when the same
 * @param lineMicros time of the line that ended the step, epoch microseconds
 * @param delayMicros the age the line reports, for an attempt and the wait before it; {@link
 *     #NO_DELAY} for all else
 */
public record StepIdentity(
    String host,
    String queueId,
    @Nullable String recipient,
    @Nullable String original,
    long lineMicros,
    long delayMicros) {
  /** No line reports an age. */
  public static final long NO_DELAY = Long.MIN_VALUE;

  /** Where nobody asks for identities. */
  public static final StepIdentity NONE = new StepIdentity("", "", null, null, 0, NO_DELAY);

  static StepIdentity of(
      QueueEntry entry, @Nullable RecipientState recipient, long lineMicros, long delayMicros) {
    return new StepIdentity(
        entry.host,
        entry.id,
        recipient == null ? null : recipient.address,
        recipient == null ? null : recipient.original,
        lineMicros,
        delayMicros);
  }

  /** Of the outcome that this attempt brought. */
  StepIdentity withoutDelay() {
    return new StepIdentity(host, queueId, recipient, original, lineMicros, NO_DELAY);
  }

  /** Host, queue id, recipient, original recipient, time and age, separated by spaces. */
  public void writeTo(IdentityText text) {
    text.add(host);
    text.add(' ');
    text.add(queueId);
    text.add(' ');
    if (recipient != null) {
      text.add(recipient);
      text.add(' ');
    }
    if (original != null) {
      text.add(original);
      text.add(' ');
    }
    text.add(lineMicros);
    if (delayMicros != NO_DELAY) {
      text.add(' ');
      text.add(delayMicros);
    }
  }

  @Override
  public String toString() {
    IdentityText text = new IdentityText();
    writeTo(text);
    return text.toString();
  }
}
