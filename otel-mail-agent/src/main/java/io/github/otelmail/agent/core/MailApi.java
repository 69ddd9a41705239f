// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.MailHandler;
import io.github.otelmail.agent.bootstrap.Notices;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One Jakarta Mail in this JVM: the API's package as one class loader has it. Reachable from its
 * own classes only, so that it goes with them.
 */
final class MailApi {
  private static final ClassValue<Optional<MailApi>> OF_CLASS =
      new ClassValue<Optional<MailApi>>() {
        @Override
        protected Optional<MailApi> computeValue(Class<?> type) {
          return find(type);
        }
      };

  private static final ClassValue<MailApi> OF_SERVICE =
      new ClassValue<MailApi>() {
        @Override
        protected MailApi computeValue(Class<?> service) {
          return new MailApi(service);
        }
      };

  private static final ClassValue<Boolean> IS_TRANSPORT =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            String name = c.getName();
            if (name.equals("javax.mail.Transport") || name.equals("jakarta.mail.Transport")) {
              return true;
            }
          }
          return false;
        }
      };

  /** {@code jakarta} or {@code javax}. */
  final String flavour;

  final @Nullable ClassLoader loader;

  /** The application's {@code GlobalOpenTelemetry} as Jakarta Mail's own class loader sees it. */
  final @Nullable Class<?> openTelemetry;

  private volatile @Nullable MailHandler recorder;
  private volatile boolean failed;

  /** Recorders to another OpenTelemetry than Jakarta Mail's class loader sees. */
  private final ClassValue<Optional<MailHandler>> joined;

  private MailApi(Class<?> service) {
    loader = service.getClassLoader();
    flavour = service.getName().startsWith("jakarta.") ? "jakarta" : "javax";
    openTelemetry = ApplicationTelemetry.visibleTo(loader);
    joined =
        new ClassValue<Optional<MailHandler>>() {
          @Override
          protected Optional<MailHandler> computeValue(Class<?> global) {
            return Optional.ofNullable(join(global));
          }
        };
  }

  /** The API that the message, transport or event is of; null when it is of none. */
  static @Nullable MailApi of(Object object) {
    return OF_CLASS.get(object.getClass()).orElse(null);
  }

  /** False for a store. */
  static boolean isTransport(Object service) {
    return IS_TRANSPORT.get(service.getClass());
  }

  private static Optional<MailApi> find(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      String name = c.getName();
      String api = name.startsWith("jakarta.mail.") ? "jakarta.mail." : "javax.mail.";
      if (name.equals(api + "Service")
          || name.equals(api + "Message")
          || name.equals(api + "event.MailEvent")) {
        try {
          Class<?> service = Class.forName(api + "Service", false, c.getClassLoader());
          return Optional.of(OF_SERVICE.get(service));
        } catch (ClassNotFoundException e) {
          Notices.once("Mail is not traced: " + name + " is apart from " + api + "Service", e);
        }
      }
    }
    return Optional.empty();
  }

  /** The recorder; null when none was made. */
  @Nullable MailHandler recorder() {
    return recorder;
  }

  /** The recorder, made by the first who asks; null when that failed. */
  @Nullable MailHandler recorder(Supplier<MailHandler> maker) {
    if (recorder != null || failed) {
      return recorder;
    }
    synchronized (this) {
      if (recorder == null && !failed) {
        recorder = attempt(maker);
        failed = recorder == null;
      }
      return recorder;
    }
  }

  /** The recorder to that OpenTelemetry; null when it cannot be used. */
  @Nullable MailHandler joined(Class<?> global) {
    return joined.get(global).orElse(null);
  }

  private @Nullable MailHandler join(Class<?> global) {
    try {
      return Recorders.join(this, global);
    } catch (RuntimeException | LinkageError e) {
      Notices.once(
          "join",
          "Mail is recorded by the agent's OpenTelemetry, not by the application's, which does not"
              + " fit; it may be older than 1.32: "
              + (e.getCause() == null ? e : e.getCause()),
          null);
      return null;
    }
  }

  private static @Nullable MailHandler attempt(Supplier<MailHandler> maker) {
    try {
      return maker.get();
    } catch (RuntimeException | LinkageError e) {
      Notices.once("Mail is not traced: the recorder does not start", e);
      return null;
    }
  }
}
