// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Span ids that anybody who reads the same log finds again: 64 bits of SHA-256 over a fixed prefix,
 * what the span stands for, its trace, and what identifies it. The prefix, the kinds and the order
 * of the parts are part of the format: bridges of different versions must agree on them.
 *
 * <p>Not thread-safe.
 */
final class SpanIds {
  private static final String PREFIX = "otel-mail/span\n";
  private static final int BYTES = 8;

  private final MessageDigest sha256;

  SpanIds() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Of an entry's {@code receive email}, from the entry's identity. */
  String receive(String traceId, String identity) {
    return hash("receive", traceId, identity);
  }

  /** Of a wait, from its identity. */
  String pause(String traceId, String identity) {
    return hash("wait", traceId, identity);
  }

  /** Of an attempt that no other hop continues, from its identity. */
  String attempt(String traceId, String identity) {
    return hash("attempt", traceId, identity);
  }

  /**
   * Of the attempt that handed the message to the next hop, from the queue id it got there: the
   * next hop's bridge finds its parent with no more than its own queue id.
   */
  String handover(String traceId, String nextQueueId) {
    return hash("handover", traceId, nextQueueId);
  }

  /** Of a recipient's {@code deliver email}, from the delivery's identity. */
  String deliver(String traceId, String identity) {
    return hash("deliver", traceId, identity);
  }

  private String hash(String kind, String traceId, String identity) {
    String text = PREFIX + kind + '\n' + traceId + '\n' + identity;
    byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
    boolean zero = true;
    for (int i = 0; i < BYTES; i++) {
      zero &= digest[i] == 0;
    }
    if (zero) {
      digest[BYTES - 1] = 1;
    }
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }
}
