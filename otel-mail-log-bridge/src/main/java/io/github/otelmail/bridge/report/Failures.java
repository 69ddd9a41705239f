// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.event.FailureReason;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.semconv.AddressPolicy;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How often attempts failed in one way. */
final class Failures implements BoundedTally.Figure<Failures> {
  private static final int EXAMPLE_LENGTH = 400;

  /** What a failure led to. */
  enum Kind {
    DEFERRED,
    BOUNCED,
    /** The sender's server gave up after its maximum queue time. */
    EXPIRED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One way to fail.
   *
   * @param enhanced enhanced status code, null when there was none
   */
  record Key(Kind kind, FailureReason reason, @Nullable String enhanced) {
    // Written out, as those that a record is given take the virtual machine long to get going.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && kind == key.kind
          && reason == key.reason
          && Objects.equals(enhanced, key.enhanced);
    }

    @Override
    public int hashCode() {
      return (kind.hashCode() * 31 + reason.hashCode()) * 31 + Objects.hashCode(enhanced);
    }
  }

  private long attempts;
  private long recipients;
  private String example = "";
  private String exampleRecipient = "";
  private @Nullable String exampleOriginal;

  /**
   * @param firstForRecipient false for a repeated failure of the same recipient
   * @param text the reply; the first one is kept as the example
   */
  void count(boolean firstForRecipient, String text, Delivery delivery) {
    attempts++;
    recipients += firstForRecipient ? 1 : 0;
    if (example.isEmpty()) {
      example = text.length() <= EXAMPLE_LENGTH ? text : text.substring(0, EXAMPLE_LENGTH);
      exampleRecipient = delivery.recipient();
      exampleOriginal = delivery.originalRecipient();
    }
  }

  long attempts() {
    return attempts;
  }

  long recipients() {
    return recipients;
  }

  /** A reply, with addresses as the policy shows them; empty when there is none. */
  String example(AddressPolicy policy) {
    return policy.redact(example, exampleRecipient, exampleOriginal);
  }

  @Override
  public long weight() {
    return attempts;
  }

  @Override
  public void add(Failures other) {
    attempts += other.attempts;
    recipients += other.recipients;
  }
}
