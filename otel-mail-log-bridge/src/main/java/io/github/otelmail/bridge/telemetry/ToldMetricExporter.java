// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Exports as another exporter does, and tells once that it cannot. */
final class ToldMetricExporter implements MetricExporter {
  private final MetricExporter exporter;
  private final Consumer<String> notice;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * @param notice takes one line for a person, on any thread
   */
  ToldMetricExporter(MetricExporter exporter, Consumer<String> notice) {
    this.exporter = exporter;
    this.notice = notice;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    CompletableResultCode result = exporter.export(metrics);
    result.whenComplete(() -> tell(result));
    return result;
  }

  private void tell(CompletableResultCode result) {
    if (!result.isSuccess() && told.compareAndSet(false, true)) {
      ExportFailure failure = ExportFailure.of(result.getFailureThrowable());
      notice.accept(
          "the bridge's own metrics are not taken: "
              + failure.message()
              + ", or switch them off with OTEL_METRICS_EXPORTER=none; spans do not depend on them");
    }
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return exporter.getAggregationTemporality(type);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType type) {
    return exporter.getDefaultAggregation(type);
  }

  @Override
  public MemoryMode getMemoryMode() {
    return exporter.getMemoryMode();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
