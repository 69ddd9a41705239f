// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.time.Duration;

/**
 * What senders may take of this process.
 *
 * @param connections at once, for each input; more are closed at once
 * @param frameBytes longest syslog message, the rest of a longer one is cut off; Postfix writes
 *     2,000 bytes at most
 * @param requestBytes largest OTLP request, compressed or not
 * @param bodyBytes all OTLP requests that are being received, together
 * @param queueBytes what was received and not read yet
 * @param partial how long a message or request may take from its first byte to its last
 * @param idle how long a connection may be silent
 * @param answer how long an OTLP request waits for its turn before the sender is told to try again
 */
public record NetworkLimits(
    int connections,
    int frameBytes,
    int requestBytes,
    long bodyBytes,
    long queueBytes,
    Duration partial,
    Duration idle,
    Duration answer) {

  /** For a 256 MiB heap and hundreds of mail hosts. */
  public static final NetworkLimits DEFAULT =
      new NetworkLimits(
          1_000,
          16 * 1024,
          16 * 1024 * 1024,
          64L * 1024 * 1024,
          32L * 1024 * 1024,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofSeconds(4));
}
