// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several listeners as one. */
public final class ExportListeners implements ExportListener {
  private final List<ExportListener> listeners;

  /** Tells them in this order. */
  public ExportListeners(List<ExportListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void sending(int spans) {
    listeners.forEach(listener -> listener.sending(spans));
  }

  @Override
  public void answered(Duration took, @Nullable String errorType) {
    listeners.forEach(listener -> listener.answered(took, errorType));
  }

  @Override
  public void exported(int spans) {
    listeners.forEach(listener -> listener.exported(spans));
  }

  @Override
  public void retried(int spans) {
    listeners.forEach(listener -> listener.retried(spans));
  }

  @Override
  public void refused(int spans, String errorType, String reason) {
    listeners.forEach(listener -> listener.refused(spans, errorType, reason));
  }

  @Override
  public void warned(String message) {
    listeners.forEach(listener -> listener.warned(message));
  }

  @Override
  public void interrupted(String errorType, String message) {
    listeners.forEach(listener -> listener.interrupted(errorType, message));
  }

  @Override
  public void recovered() {
    listeners.forEach(ExportListener::recovered);
  }
}
