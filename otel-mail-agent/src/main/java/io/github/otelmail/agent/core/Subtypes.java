// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.Notices;
import io.github.otelmail.agent.weave.Points;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Transports that are not known by name. Each is found when its first instance is made, and woven
 * then: nothing is to be read of the classes that are no transports.
 */
final class Subtypes {
  private final Instrumentation instrumentation;
  private final LoaderAccess access;
  private final Set<Class<?>> found =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final ClassValue<Boolean> looked =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          weave(type);
          return true;
        }
      };

  Subtypes(Instrumentation instrumentation, LoaderAccess access) {
    this.instrumentation = instrumentation;
    this.access = access;
  }

  /** A transport was made. */
  void made(Object transport) {
    looked.get(transport.getClass());
  }

  /** True when the class was found here, and is to be woven as a transport. */
  boolean isOne(Class<?> type) {
    return found.contains(type);
  }

  private void weave(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      String name = c.getName();
      if (name.equals("javax.mail.Transport") || name.equals("jakarta.mail.Transport")) {
        return;
      }
      // The library's own transports leave all of it to their superclass.
      if (!Points.has(name.replace('.', '/'))
          && !name.startsWith("io.github.otelmail.")
          && instrumentation.isModifiableClass(c)
          && access.reachesHooks(c.getClassLoader(), name)
          && found.add(c)) {
        try {
          instrumentation.retransformClasses(c);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
          Notices.once("Mail sent by " + name + " is not traced", e);
        }
      }
    }
  }
}
