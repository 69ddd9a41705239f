// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.context.Scope;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs what belongs to telemetry so that it cannot hurt the application: whatever it throws is
 * logged the first time and swallowed. Only an error of the virtual machine itself, as
 * OutOfMemoryError, goes through.
 */
final class Failsafe {
  private static final Logger LOGGER = Logger.getLogger("io.github.otelmail");

  /** The {@code what} of each failure that was logged; all are literals of this package. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  static final Scope NO_SCOPE = () -> {};

  /** A piece of telemetry. */
  interface Action {
    void run() throws Exception;
  }

  /** A piece of telemetry with a result. */
  interface Source<T> {
    T get() throws Exception;
  }

  /** A piece of telemetry that may have no result. */
  interface NullableSource<T> {
    @Nullable T get() throws Exception;
  }

  static void run(String what, Action action) {
    try {
      action.run();
    } catch (Throwable t) {
      swallow(what, t);
    }
  }

  static <T> T get(String what, T fallback, Source<T> source) {
    try {
      return source.get();
    } catch (Throwable t) {
      swallow(what, t);
      return fallback;
    }
  }

  static <T> @Nullable T getOrNull(String what, NullableSource<T> source) {
    try {
      return source.get();
    } catch (Throwable t) {
      swallow(what, t);
      return null;
    }
  }

  /** For who catches what a piece of telemetry throws itself, and allocates nothing for it. */
  static void swallow(String what, Throwable t) {
    throwOfTheMachine(t);
    log(what, "Mail telemetry failed to " + what + "; mail goes on without. Logged once.", t);
  }

  private static void log(String key, String message, @Nullable Throwable t) {
    if (!LOGGED.add(key)) {
      return;
    }
    try {
      LOGGER.log(Level.WARNING, message, t);
    } catch (Throwable e) {
      // The log handler failed, or the stack that is full has no room to log that it is.
      throwOfTheMachine(e);
    }
  }

  private static void throwOfTheMachine(Throwable t) {
    if (t instanceof VirtualMachineError && !(t instanceof StackOverflowError)) {
      throw (VirtualMachineError) t;
    }
  }

  /** Throws any throwable as it is, also a checked one that the caller does not declare. */
  @SuppressWarnings("unchecked")
  static <T extends Throwable> void rethrow(Throwable t) throws T {
    throw (T) t;
  }

  static void warn(String message) {
    log(message, message, null);
  }

  private Failsafe() {}
}
