// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The sessions that the application gave to otel-mail-api: {@code Transport.send} over one of them
 * is recorded by the library's transports.
 */
final class LibrarySessions {
  private static final Set<Object> SESSIONS =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** {@code Message.getSession()}, which the oldest versions do not have. */
  private static final ClassValue<Optional<Method>> GET_SESSION =
      new ClassValue<Optional<Method>>() {
        @Override
        protected Optional<Method> computeValue(Class<?> message) {
          try {
            for (Class<?> c = message; c != null; c = c.getSuperclass()) {
              if (c.getName().endsWith(".mail.Message")) {
                return Optional.of(c.getMethod("getSession"));
              }
            }
          } catch (NoSuchMethodException e) {
            // The library is for later versions.
          }
          return Optional.empty();
        }
      };

  static void add(Object session) {
    SESSIONS.add(session);
  }

  /** True when the message is of such a session. */
  static boolean has(Object message) {
    if (SESSIONS.isEmpty()) {
      return false;
    }
    Optional<Method> getSession = GET_SESSION.get(message.getClass());
    try {
      Object session = getSession.isPresent() ? getSession.get().invoke(message) : null;
      return session != null && SESSIONS.contains(session);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // A message that does not tell its session is sent over the default one.
    }
  }

  private LibrarySessions() {}
}
