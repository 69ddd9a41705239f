// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.IdentityText;
import io.github.otelmail.bridge.tracker.StepIdentity;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Span ids that anybody who reads the same log finds again: 64 bits of SHA-256 over a fixed prefix,
 * what the span stands for, its trace, and what identifies it. The prefix, the kinds and the order
 * of the parts are part of the format: bridges of different versions must agree on them.
 *
 * <p>Not thread-safe.
 */
final class SpanIds {
  private static final byte[] RECEIVE = prefix("receive");
  private static final byte[] WAIT = prefix("wait");
  private static final byte[] ATTEMPT = prefix("attempt");
  private static final byte[] HANDOVER = prefix("handover");
  private static final byte[] DELIVER = prefix("deliver");
  private static final byte[] END_OF_WAIT = " wait".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private final MessageDigest sha256;
  private final byte[] digest;
  private final IdentityText text = new IdentityText();

  /** What the text is of: a wait and the attempt that ended it come one after the other. */
  private @Nullable StepIdentity step;

  private String stepTrace = "";

  SpanIds() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    digest = new byte[sha256.getDigestLength()];
  }

  private static byte[] prefix(String kind) {
    return ("otel-mail/span\n" + kind + '\n').getBytes(StandardCharsets.US_ASCII);
  }

  /** Of an entry's {@code receive email}, from the entry's identity. */
  long receive(String traceId, EntryIdentity identity) {
    begin(traceId);
    identity.writeTo(text);
    return hash(RECEIVE, NOTHING);
  }

  /** Of a wait, from the identity of the step that ended it. */
  long pause(String traceId, StepIdentity identity) {
    begin(traceId, identity);
    return hash(WAIT, END_OF_WAIT);
  }

  /** Of an attempt that no other hop continues, from its identity. */
  long attempt(String traceId, StepIdentity identity) {
    begin(traceId, identity);
    return hash(ATTEMPT, NOTHING);
  }

  /**
   * Of the attempt that handed the message to the next hop, from the queue id it got there: the
   * next hop's bridge finds its parent with no more than its own queue id.
   */
  long handover(String traceId, String nextQueueId) {
    begin(traceId);
    text.add(nextQueueId);
    return hash(HANDOVER, NOTHING);
  }

  /** Of a recipient's {@code deliver email}, from the delivery's identity. */
  long deliver(String traceId, StepIdentity identity) {
    begin(traceId, identity);
    return hash(DELIVER, NOTHING);
  }

  private void begin(String traceId) {
    step = null;
    text.clear();
    text.add(traceId);
    text.add('\n');
  }

  @SuppressWarnings("ReferenceEquality") // Another object with the same text costs time only.
  private void begin(String traceId, StepIdentity identity) {
    if (step != identity || stepTrace != traceId) {
      begin(traceId);
      identity.writeTo(text);
      step = identity;
      stepTrace = traceId;
    }
  }

  private long hash(byte[] before, byte[] behind) {
    sha256.update(before);
    sha256.update(text.bytes(), 0, text.length());
    sha256.update(behind);
    try {
      int unused = sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new AssertionError("there is room for the whole digest", e);
    }
    long id = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      id = (id << Byte.SIZE) | (digest[i] & 0xFF);
    }
    return id == 0 ? 1 : id;
  }
}
