// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reception that is another one from time to time, and none in between: then there is no room.
 */
final class SyslogHandover implements SyslogReception {
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable SyslogReception present;

  @Override
  public synchronized boolean offer(List<byte[]> messages, String sender, long receivedMicros) {
    return present != null && present.offer(messages, sender, receivedMicros);
  }

  @Override
  public void whenRoom(Runnable tryAgain) {
    SyslogReception asked;
    synchronized (this) {
      waiting.add(tryAgain);
      asked = present;
    }
    if (asked != null) {
      asked.whenRoom(this::runWaiting);
    }
  }

  /** What waits is offered to this one from now on. */
  void attach(SyslogReception next) {
    synchronized (this) {
      present = next;
    }
    runWaiting();
  }

  /** Nothing more is offered to the present one when this returns. */
  synchronized void detach() {
    present = null;
  }

  private void runWaiting() {
    List<Runnable> ready;
    synchronized (this) {
      ready = List.copyOf(waiting);
      waiting.clear();
    }
    ready.forEach(Runnable::run);
  }
}
