// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Told how the export goes. Called on the exporting thread; must not throw or block. */
public interface ExportListener {
  /** A request with so many spans goes out; {@link #answered} is told next. */
  default void sending(int spans) {}

  /**
   * A request was answered, or there was no answer.
   *
   * @param errorType null for success; else of low cardinality: the HTTP status, the gRPC status,
   *     {@code timeout}, {@code connection_refused}, {@code host_not_found}, {@code _OTHER}
   */
  default void answered(Duration took, @Nullable String errorType) {}

  /**
   * Spans were acknowledged; told by each exporter where {@code OTEL_TRACES_EXPORTER} names
   * several.
   */
  default void exported(int spans) {}

  /** Spans that did not arrive will be sent again. */
  default void retried(int spans) {}

  /**
   * Spans were refused for good and dropped: sending them again would not help.
   *
   * @param errorType as in {@link #answered}, or {@code partial_success}
   * @param reason what the receiver said
   */
  default void refused(int spans, String errorType, String reason) {}

  /**
   * The receiver took everything, and had something to say about it.
   *
   * @param message what it said
   */
  default void warned(String message) {}

  /**
   * The receiver does not take spans at present; the export waits and tries again. Told when an
   * outage begins, and in its course whenever the message becomes another.
   *
   * @param errorType as in {@link #answered}
   * @param message what is wrong and which setting to look at, for a person
   */
  default void interrupted(String errorType, String message) {}

  /** The receiver takes spans again. Once after each outage. */
  default void recovered() {}
}
