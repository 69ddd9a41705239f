// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends by an exporter of the SDK; those do not tell of a partial success. */
final class ExporterSender implements SpanSender {
  private final SpanExporter exporter;
  private volatile @Nullable CompletableResultCode awaited;
  private volatile boolean waitsNoMore;

  ExporterSender(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public Answer send(SpanRequest request, Duration timeout) {
    CompletableResultCode result;
    try {
      result = exporter.export(request.decoded());
      awaited = result;
      if (waitsNoMore) {
        waitNoMore();
      }
      result.join(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return Answer.failed(ExportFailure.of(e));
    } finally {
      awaited = null;
    }
    if (result.isSuccess()) {
      return Answer.OK;
    }
    return Answer.failed(
        result.isDone()
            ? ExportFailure.of(result.getFailureThrowable())
            : ExportFailure.timeout(timeout.toMillis()));
  }

  @Override
  public void waitNoMore() {
    waitsNoMore = true;
    CompletableResultCode present = awaited;
    if (present != null) {
      present.fail();
    }
  }
}
