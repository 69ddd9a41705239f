// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.util.List;

/** Where syslog connections put their messages. Does not wait and is safe for any thread. */
interface SyslogReception {
  /**
   * Takes the messages; false when there is no room for them now.
   *
   * @param messages without their framing; not to be changed any more
   * @param sender the address they came from
   * @param receivedMicros epoch microseconds
   */
  boolean offer(List<byte[]> messages, String sender, long receivedMicros);

  /** As {@link Reception#whenRoom}. */
  void whenRoom(Runnable tryAgain);
}
