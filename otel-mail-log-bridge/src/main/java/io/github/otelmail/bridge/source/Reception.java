// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

/**
 * Where network inputs put what they receive: into memory, or into a journal on disk. Does not wait
 * and is safe for any thread.
 */
interface Reception {
  /** Takes the lines; false when there is no room for them now. */
  boolean offer(ReceivedLines received);

  /** Calls this once, from another thread, as soon as there is room again; at once if there is. */
  void whenRoom(Runnable tryAgain);
}
