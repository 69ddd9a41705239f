// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanBatchesTest {
  @Test
  void smallSpans_areCutByNumber() {
    List<SpanData> spans = Collections.nCopies(10_000, span(10, 10, 10));
    assertThat(SpanBatches.end(spans, 0)).isEqualTo(4096);
    assertThat(SpanBatches.end(spans, 4096)).isEqualTo(8192);
    assertThat(SpanBatches.end(spans, 8192)).isEqualTo(10_000);
  }

  @Test
  void largeSpans_areCutBySizeWhereverItIs() {
    for (SpanData large : List.of(span(10_000, 1, 1), span(1, 10_000, 1), span(1, 1, 10_000))) {
      assertThat(SpanBatches.end(Collections.nCopies(4096, large), 0)).isBetween(290, 315);
    }
  }

  @Test
  void spanLargerThanABatch_isABatch() {
    SpanData huge = span(4_000_000, 1, 1);
    assertThat(SpanBatches.end(List.of(huge, huge), 0)).isEqualTo(1);
    assertThat(SpanBatches.end(List.of(huge, huge), 1)).isEqualTo(2);
  }

  private static SpanData span(int attribute, int description, int event) {
    AttributeKey<String> key = AttributeKey.stringKey("k");
    return MailSpan.builder(
            "name",
            SpanKind.INTERNAL,
            EntryTrace.local("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"),
            Resource.empty())
        .attributes(Attributes.of(key, "a".repeat(attribute)))
        .failed("d".repeat(description))
        .events(List.of(EventData.create(0, "e", Attributes.of(key, "e".repeat(event)))))
        .build();
  }
}
