// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

/** Told how the export goes. Called on the exporting thread; must not throw or block. */
public interface ExportListener {
  /**
   * Spans were acknowledged; told by each exporter where {@code OTEL_TRACES_EXPORTER} names
   * several.
   */
  default void exported(int spans) {}

  /**
   * Spans were refused for good and dropped: sending them again would not help.
   *
   * @param reason what the receiver said
   */
  default void refused(int spans, String reason) {}

  /**
   * The receiver does not take spans at present. Once per outage; the export waits and tries again.
   *
   * @param message what is wrong and which setting to look at, for a person
   */
  default void interrupted(String message) {}

  /** The receiver takes spans again. Once after each {@link #interrupted}. */
  default void recovered() {}
}
