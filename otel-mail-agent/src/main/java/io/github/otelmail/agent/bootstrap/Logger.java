// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for {@code java.util.logging.Logger} in all that the agent brings, by relocation when
 * the jar is made: warnings and errors become {@link Notices}, each text once; the rest is dropped.
 */
public final class Logger {
  private final String name;

  private Logger(String name) {
    this.name = name;
  }

  public static Logger getLogger(String name) {
    return new Logger(name);
  }

  public String getName() {
    return name;
  }

  public boolean isLoggable(Level level) {
    return level.intValue() >= Level.WARNING.intValue();
  }

  public void log(Level level, @Nullable String message) {
    log(level, message, (Throwable) null);
  }

  public void log(Level level, Supplier<String> message) {
    if (isLoggable(level)) {
      log(level, message.get(), (Throwable) null);
    }
  }

  public void log(Level level, @Nullable String message, @Nullable Object parameter) {
    log(level, message, new Object[] {String.valueOf(parameter)});
  }

  public void log(Level level, @Nullable String message, Object[] parameters) {
    String text = String.valueOf(message);
    for (int i = 0; i < parameters.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(parameters[i]));
    }
    log(level, text, (Throwable) null);
  }

  public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      log(String.valueOf(message), thrown);
    }
  }

  private void log(String message, @Nullable Throwable thrown) {
    if (name.startsWith("io.opentelemetry.") && name.contains("export")) {
      String reason = thrown == null ? message : message + " (" + thrown + ")";
      Notices.once(Notices.EXPORT, "Telemetry is not exported: " + reason, null);
    } else {
      Notices.once(message, thrown);
    }
  }

  public void severe(String message) {
    log(Level.SEVERE, message);
  }

  public void warning(String message) {
    log(Level.WARNING, message);
  }

  public void warning(Supplier<String> message) {
    log(Level.WARNING, message);
  }

  public void info(String message) {}

  public void config(String message) {}

  public void fine(String message) {}

  public void finer(String message) {}

  public void finest(String message) {}
}
