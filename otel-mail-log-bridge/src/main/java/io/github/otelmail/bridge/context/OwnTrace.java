// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.tracker.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The trace of a message that joins nobody else's: the same at every hop, on every host and each
 * time a log is read, because it is a hash of what they all see.
 *
 * <p>The prefixes and the order of the parts are part of the format: bridges of different versions
 * must agree on them.
 */
public final class OwnTrace {
  private static final String MESSAGE_ID_PREFIX = "otel-mail/message-id\n";
  private static final String QUEUE_ID_PREFIX = "otel-mail/queue-id\n";
  private static final int BYTES = 16;

  /** To look for one takes longer than to use it. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(OwnTrace::newSha256);

  private OwnTrace() {}

  /**
   * The first 128 bits of SHA-256 over a fixed prefix and the Message-ID; without a Message-ID,
   * over the host, the queue id and the arrival of the first entry.
   *
   * @return 32 lower-case hex digits, not all zero
   */
  public static String traceId(Origin origin) {
    String messageId = origin.messageId();
    if (messageId != null) {
      return hash(MESSAGE_ID_PREFIX + messageId);
    }
    return hash(
        QUEUE_ID_PREFIX
            + origin.entry().host()
            + '\n'
            + origin.entry().queueId()
            + '\n'
            + origin.arrivalMicros());
  }

  private static String hash(String text) {
    byte[] digest = SHA_256.get().digest(text.getBytes(StandardCharsets.UTF_8));
    boolean zero = true;
    for (int i = 0; i < BYTES; i++) {
      zero &= digest[i] == 0;
    }
    if (zero) {
      digest[BYTES - 1] = 1;
    }
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
