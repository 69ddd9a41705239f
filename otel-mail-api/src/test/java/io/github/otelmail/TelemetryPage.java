// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.trace.data.SpanData;

/** What TELEMETRY.md lists. */
final class TelemetryPage {
  static final TelemetryPage PAGE = new TelemetryPage();

  void assertListed(SpanData span) {}

  void assertListed(MetricData metric, PointData point) {}
}
