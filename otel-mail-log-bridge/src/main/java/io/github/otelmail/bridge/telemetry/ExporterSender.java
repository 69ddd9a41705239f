// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends by an exporter of the SDK; those do not tell of a partial success. */
final class ExporterSender implements SpanSender {
  private final SpanExporter exporter;

  ExporterSender(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public Answer send(SpanRequest request, Duration timeout) {
    CompletableResultCode result;
    try {
      result = exporter.export(request.decoded()).join(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return Answer.failed(ExportFailure.of(e));
    }
    if (result.isSuccess()) {
      return Answer.OK;
    }
    return Answer.failed(
        result.isDone()
            ? ExportFailure.of(result.getFailureThrowable())
            : ExportFailure.timeout(timeout.toMillis()));
  }
}
