// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.tracker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whether the lines so far came from one host, in one log, or from several. */
final class HostsSeen {
  private @Nullable String first;
  private boolean several;

  void see(String host) {
    if (!several && !host.equals(first)) {
      several = first != null;
      first = host;
    }
  }

  /** There are several logs, whatever hosts they name. */
  void seeSeveral() {
    several = true;
  }

  boolean several() {
    return several;
  }

  void write(ValueWriter to) throws IOException {
    to.text(first);
    to.number(several ? 1 : 0);
  }

  void restore(ValueReader from) throws IOException {
    first = from.text();
    several = from.number() != 0;
  }
}
