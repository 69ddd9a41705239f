// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.AgentHandler;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the agent's handler, and what that returns, with the agent's permissions: a security
 * manager would ask for those of whoever sends the mail. Code of the application that is called
 * from there still has its own only.
 */
final class Privileged implements InvocationHandler {
  private final Object to;

  private Privileged(Object to) {
    this.to = to;
  }

  /** The handler itself where there is no security manager, as nearly everywhere. */
  static AgentHandler handler(AgentHandler handler) {
    return System.getSecurityManager() == null
        ? handler
        : (AgentHandler) of(handler, AgentHandler.class);
  }

  private static Object of(Object to, Class<?> type) {
    return Proxy.newProxyInstance(
        Privileged.class.getClassLoader(), new Class<?>[] {type}, new Privileged(to));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return AccessController.doPrivileged(
          (PrivilegedExceptionAction<@Nullable Object>)
              () -> {
                Object result = method.invoke(to, arguments);
                return result instanceof Consumer ? of(result, Consumer.class) : result;
              });
    } catch (PrivilegedActionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof InvocationTargetException && cause.getCause() != null
          ? cause.getCause()
          : e;
    }
  }
}
