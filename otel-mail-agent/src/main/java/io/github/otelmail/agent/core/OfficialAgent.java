// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.core;

import io.github.otelmail.agent.bootstrap.MailHandler;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Records through the OpenTelemetry Java agent: its current span, its exporters. */
final class OfficialAgent implements TelemetrySource {
  private static final String GLOBAL =
      "io.opentelemetry.javaagent.shaded.io.opentelemetry.api.GlobalOpenTelemetry";

  private final JarFile jar;

  OfficialAgent(JarFile jar) {
    this.jar = jar;
  }

  /** True when the agent is in this JVM, and has started. */
  static boolean isHere() {
    try {
      return ApplicationTelemetry.isSet(Class.forName(GLOBAL, false, null));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  @Override
  public void mailSeen(@Nullable ClassLoader loader) {}

  @Override
  public @Nullable MailHandler running(MailApi mail) {
    return starting(mail);
  }

  @Override
  public @Nullable MailHandler starting(MailApi mail) {
    MailHandler made = mail.recorder();
    return made == null ? make(mail) : made;
  }

  private @Nullable MailHandler make(MailApi mail) {
    return mail.recorder(() -> Recorders.make(jar, mail, "-official", null, null, null));
  }
}
