// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.MailHandler;
import io.github.otelmail.agent.bootstrap.PartClassLoader;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Makes recorders: otel-mail-api, for one Jakarta Mail and one OpenTelemetry. */
final class Recorders {
  private static final String RECORDER = "io.github.otelmail.agent.adapter.MailRecorder";
  private static final String HISTOGRAM = "io.opentelemetry.api.metrics.DoubleHistogramBuilder";

  /** Came with 1.32. */
  private static final String BUCKETS = "setExplicitBucketBoundariesAdvice";

  /**
   * A recorder.
   *
   * @param variant appended to the flavour of the mail API: which names OpenTelemetry has
   * @param openTelemetryLoader where OpenTelemetry's API is; null for the bootstrap class loader
   * @param openTelemetry what is recorded to; null for the global one
   * @param outside gives a {@code traceparent} where this OpenTelemetry knows no current span; may
   *     be null, and give null
   * @throws IllegalStateException when it cannot be made
   */
  static MailHandler make(
      JarFile jar,
      MailApi mail,
      String variant,
      @Nullable ClassLoader openTelemetryLoader,
      @Nullable Object openTelemetry,
      @Nullable Supplier<@Nullable String> outside) {
    // Whose permissions the first sender has is no concern of the recorder's.
    return AccessController.doPrivileged(
        (PrivilegedAction<MailHandler>)
            () -> {
              String folder = "otel-mail/" + mail.flavour + variant + '/';
              ClassLoader loader =
                  new RecorderClassLoader(jar, folder, mail.loader, openTelemetryLoader);
              try {
                return Class.forName(RECORDER, true, loader)
                    .asSubclass(MailHandler.class)
                    .getConstructor(Object.class, Supplier.class)
                    .newInstance(openTelemetry, outside);
              } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /**
   * A recorder to the application's global OpenTelemetry.
   *
   * @throws IllegalStateException when it cannot be made, or would measure without our buckets
   */
  static MailHandler join(MailApi mail, Class<?> global) {
    try {
      Class.forName(HISTOGRAM, false, global.getClassLoader()).getMethod(BUCKETS, List.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    JarFile jar = ((PartClassLoader) Recorders.class.getClassLoader()).jar();
    return make(jar, mail, "", global.getClassLoader(), null, null);
  }

  private Recorders() {}
}
