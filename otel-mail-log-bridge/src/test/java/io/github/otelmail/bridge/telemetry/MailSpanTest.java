// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailSpanTest {
  @ParameterizedTest
  @CsvSource({"5, 7, 7000", "5, 5, 5001", "5, 4, 5001"})
  void end_isAfterTheStart(long startMicros, long endMicros, long endNanos) {
    SpanData span =
        MailSpan.builder("x", SpanKind.INTERNAL, SpanContext.getInvalid(), Resource.empty())
            .times(startMicros, endMicros)
            .build();
    assertThat(span.getStartEpochNanos()).isEqualTo(startMicros * 1000);
    assertThat(span.getEndEpochNanos()).isEqualTo(endNanos);
  }
}
