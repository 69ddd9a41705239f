// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.MailHandler;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Records to the OpenTelemetry that the application has set as its global one, from the moment it
 * has; until then to an own one.
 */
final class StandAlone implements TelemetrySource {
  private final JarFile jar;
  private final OwnTelemetry own;

  StandAlone(JarFile jar) {
    this.jar = jar;
    own = new OwnTelemetry(jar);
  }

  @Override
  public void mailSeen(@Nullable ClassLoader loader) {
    Class<?> global = ApplicationTelemetry.visibleTo(loader);
    if (global == null || !ApplicationTelemetry.isSet(global)) {
      own.startSoon();
    }
  }

  @Override
  public @Nullable MailHandler starting(MailApi mail) {
    return handler(mail, true);
  }

  @Override
  public @Nullable MailHandler running(MailApi mail) {
    return handler(mail, false);
  }

  private @Nullable MailHandler handler(MailApi mail, boolean mayWait) {
    Class<?> global = global(mail);
    if (global != null && ApplicationTelemetry.isSet(global)) {
      MailHandler joined = mail.joined(global);
      if (joined != null) {
        own.stopUnused();
        return joined;
      }
    }
    Object openTelemetry = own.openTelemetry(mayWait);
    if (openTelemetry == null) {
      return null;
    }
    MailHandler made = mail.recorder();
    return made == null ? mail.recorder(() -> recorder(mail, openTelemetry)) : made;
  }

  private MailHandler recorder(MailApi mail, Object openTelemetry) {
    return Recorders.make(
        jar,
        mail,
        "",
        openTelemetry.getClass().getClassLoader(),
        openTelemetry,
        () -> {
          Class<?> current = global(mail);
          return current == null ? null : ApplicationTelemetry.currentSpan(current);
        });
  }

  private static @Nullable Class<?> global(MailApi mail) {
    Class<?> global = mail.openTelemetry;
    return global == null
        ? ApplicationTelemetry.visibleTo(Thread.currentThread().getContextClassLoader())
        : global;
  }
}
