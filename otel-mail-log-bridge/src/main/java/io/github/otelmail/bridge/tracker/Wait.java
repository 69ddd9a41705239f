// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import io.github.otelmail.bridge.event.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing was done for a recipient, ended. Epoch microseconds.
 *
 * @param identity that of the step that ended it, the same whenever the same log is read again
 * @param recipient final address; empty for all recipients together that no line has named yet
 * @param reason why the attempt before it failed; null for {@link Kind#QUEUE} and {@link Kind#HOLD}
 */
public record Wait(
    StepIdentity identity,
    String recipient,
    Kind kind,
    long startMicros,
    long endMicros,
    @Nullable FailureReason reason) {

  /** What was waited for. */
  public enum Kind {
    /** The first attempt. */
    QUEUE,
    /** The next attempt after a temporary failure. */
    RETRY,
    /** Somebody to release the entry. */
    HOLD
  }
}
