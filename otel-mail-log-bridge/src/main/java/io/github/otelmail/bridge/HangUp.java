// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Calls somebody when the process gets SIGHUP. The JDK has no other way to hear of a signal than
 * {@code sun.misc.Signal} of its module {@code jdk.unsupported}; it is looked up by name, because
 * the compiler warns of it and nothing can silence that.
 */
final class HangUp {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private HangUp() {}

  /**
   * From now on until the process ends. At a terminal nothing changes: closing it ends the process.
   *
   * @param reload called on a thread of its own, for each signal
   * @param trouble told when this JVM cannot do it; SIGHUP then ends the process
   */
  static void onSignal(Runnable reload, Consumer<String> trouble) {
    if (Terminal.isInteractive()) {
      return;
    }
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                reload.run();
                yield null;
              }
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "reload";
            };
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Class<?> type = Class.forName(HANDLER);
      Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      Object unused = signal.getMethod("handle", signal, type).invoke(null, hangUp, proxy);
    } catch (ReflectiveOperationException e) {
      trouble.accept(
          "this Java cannot hear of SIGHUP ("
              + (e.getCause() == null ? e : e.getCause())
              + "): restart the process to change its configuration");
    }
  }
}
