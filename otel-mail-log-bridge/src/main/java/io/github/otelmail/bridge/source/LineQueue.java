// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.LogLine;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * What a network input has received, on its way to the bridge's thread. Who reads it is one thread;
 * what counts can be asked by any.
 */
interface LineQueue extends Reception, Closeable {
  /** As {@link LogSource#next}. */
  LogSource.Next next(LogLine line);

  /** As {@link LogSource#position}. */
  @Nullable String position();

  /** True when what was not read is there for the next one that opens the queue. */
  boolean isKept();

  /** As {@link LogSource#acknowledge}. */
  void acknowledge();

  /** What is in memory and not read, about; bytes. */
  long waitingBytes();

  /** As {@link LogSource#unreadBytes}. */
  long unreadBytes();

  /** As {@link LogSource#storedBytes}. */
  long storedBytes();

  /** As {@link LogSource#trouble}. */
  @Nullable String trouble();

  @Override
  void close();
}
