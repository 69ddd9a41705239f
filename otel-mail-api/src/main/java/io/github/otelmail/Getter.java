// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls a public method without parameters that some classes have and their common type has not,
 * such as {@code SMTPTransport.getLastServerResponse()}: the implementations of Jakarta Mail are
 * several, and none is needed to compile or run this library. Looked up once for each class.
 */
final class Getter<T> {
  private final String method;
  private final Class<?> returned;
  private final Class<T> type;

  private final ClassValue<Optional<MethodHandle>> handles =
      new ClassValue<Optional<MethodHandle>>() {
        @Override
        protected Optional<MethodHandle> computeValue(Class<?> of) {
          return find(of);
        }
      };

  private Getter(String method, Class<?> returned, Class<T> type) {
    this.method = method;
    this.returned = returned;
    this.type = type;
  }

  static <T> Getter<T> of(String method, Class<T> returned) {
    return new Getter<>(method, returned, returned);
  }

  static Getter<Integer> ofInt(String method) {
    return new Getter<>(method, int.class, Integer.class);
  }

  static Getter<Boolean> ofBoolean(String method) {
    return new Getter<>(method, boolean.class, Boolean.class);
  }

  /** What the method gives, or null when the target has no such method or it fails. */
  @Nullable T get(Object target) {
    Optional<MethodHandle> handle = handles.get(target.getClass());
    if (!handle.isPresent()) {
      return null;
    }
    try {
      return type.cast((Object) handle.get().invokeExact(target));
    } catch (Throwable t) {
      // A getter of a foreign class: nothing to tell when it fails, but an error of the machine.
      if (t instanceof VirtualMachineError && !(t instanceof StackOverflowError)) {
        throw (VirtualMachineError) t;
      }
      return null;
    }
  }

  /** A subclass that is not public may inherit the method from a class that is. */
  private Optional<MethodHandle> find(Class<?> of) {
    for (Class<?> c = of; c != null; c = c.getSuperclass()) {
      if (Modifier.isPublic(c.getModifiers())) {
        try {
          return Optional.of(
              MethodHandles.publicLookup()
                  .findVirtual(c, method, MethodType.methodType(returned))
                  .asType(MethodType.genericMethodType(1)));
        } catch (NoSuchMethodException | IllegalAccessException e) {
          // Its superclass is asked next.
        }
      }
    }
    return Optional.empty();
  }
}
