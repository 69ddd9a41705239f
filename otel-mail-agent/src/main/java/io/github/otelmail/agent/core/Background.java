// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import java.security.AccessController;
import java.security.PrivilegedAction;

/** Work beside the application's threads. */
final class Background {
  /** The thread that does it, already running; no JVM waits for it to end. */
  static Thread start(String name, Runnable work) {
    // A thread keeps the protection domains, and so the class loaders, of whoever starts it.
    Thread thread =
        AccessController.doPrivileged(
            (PrivilegedAction<Thread>)
                () -> {
                  Thread made = new Thread(work, name);
                  made.setDaemon(true);
                  made.setContextClassLoader(null);
                  return made;
                });
    thread.start();
    return thread;
  }

  private Background() {}
}
