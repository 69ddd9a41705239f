// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.event.PipelineListener;
import io.github.otelmail.bridge.event.PipelineListeners;
import io.github.otelmail.bridge.telemetry.BridgeMetrics;
import io.github.otelmail.bridge.telemetry.ExportListener;
import io.github.otelmail.bridge.telemetry.ExportListeners;
import java.util.List;

/**
 * Everyone who looks on while the bridge works.
 *
 * @param listener tells the operator
 * @param metrics tell the metrics backend
 * @param vitals tell whoever asks for the bridge's health
 */
record Observers(RunListener listener, BridgeMetrics metrics, Vitals vitals) {

  /** Who is told of lines and entries. */
  PipelineListener ofPipeline() {
    return new PipelineListeners(metrics, listener);
  }

  /** Who is told of exports. */
  ExportListener ofExport() {
    return new ExportListeners(List.of(metrics, vitals, listener));
  }
}
