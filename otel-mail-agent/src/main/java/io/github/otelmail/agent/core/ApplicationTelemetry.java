// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry that the application itself brought, looked at without waking it: {@code
 * GlobalOpenTelemetry.get()} would set it.
 */
final class ApplicationTelemetry {
  private static final String GLOBAL = "io.opentelemetry.api.GlobalOpenTelemetry";

  /** By context class loader; a class loader may see none. */
  private static final Map<ClassLoader, Optional<WeakReference<Class<?>>>> SEEN =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The one that was asked for last: most applications have one, and each hook asks. */
  private static volatile @Nullable Seen last;

  private static final ClassValue<Optional<MethodHandle>> IS_SET =
      new ClassValue<Optional<MethodHandle>>() {
        @Override
        protected Optional<MethodHandle> computeValue(Class<?> global) {
          return Optional.ofNullable(isSetHandle(global));
        }
      };

  /** Gives the global's current span as {@code traceparent}. */
  private static final ClassValue<Supplier<@Nullable String>> CURRENT =
      new ClassValue<Supplier<@Nullable String>>() {
        @Override
        protected Supplier<@Nullable String> computeValue(Class<?> global) {
          return new CurrentSpan(global.getClassLoader());
        }
      };

  /** The class of the global OpenTelemetry that the class loader sees, or null. */
  static @Nullable Class<?> visibleTo(@Nullable ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    Seen before = last;
    if (before != null && before.loader.get() == loader) {
      return before.global();
    }
    Seen now = new Seen(loader, look(loader));
    last = now;
    return now.global();
  }

  private static Optional<WeakReference<Class<?>>> look(ClassLoader loader) {
    Optional<WeakReference<Class<?>>> seen = SEEN.get(loader);
    if (seen == null) {
      Class<?> found = null;
      try {
        found = Class.forName(GLOBAL, false, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        // It has none.
      }
      seen = found == null ? Optional.empty() : Optional.of(new WeakReference<>(found));
      SEEN.put(loader, seen);
    }
    return seen;
  }

  private static final class Seen {
    final WeakReference<ClassLoader> loader;
    private final Optional<WeakReference<Class<?>>> global;

    Seen(ClassLoader loader, Optional<WeakReference<Class<?>>> global) {
      this.loader = new WeakReference<>(loader);
      this.global = global;
    }

    @Nullable Class<?> global() {
      return global.isPresent() ? global.get().get() : null;
    }
  }

  /** True when somebody set the global OpenTelemetry. */
  static boolean isSet(Class<?> global) {
    Optional<MethodHandle> handle = IS_SET.get(global);
    if (!handle.isPresent()) {
      return false;
    }
    try {
      return (boolean) handle.get().invokeExact();
    } catch (Throwable t) {
      return false; // A foreign class that fails is none to record to.
    }
  }

  private static @Nullable MethodHandle isSetHandle(Class<?> global) {
    try {
      return MethodHandles.publicLookup()
          .findStatic(global, "isSet", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      // Before 1.57 there was only the field.
    }
    try {
      Field field = global.getDeclaredField("globalOpenTelemetry");
      field.setAccessible(true);
      MethodHandle value =
          MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(Object.class));
      MethodHandle notNull =
          MethodHandles.lookup()
              .findStatic(
                  ApplicationTelemetry.class,
                  "notNull",
                  MethodType.methodType(boolean.class, Object.class));
      return MethodHandles.filterReturnValue(value, notNull);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // It cannot be asked, so it is not joined.
    }
  }

  static boolean notNull(@Nullable Object object) {
    return object != null;
  }

  /** The current span of the application as {@code traceparent}, or null. */
  static @Nullable String currentSpan(Class<?> global) {
    return CURRENT.get(global).get();
  }

  private ApplicationTelemetry() {}
}
