// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/**
 * Cuts a list of spans into requests. Large ones, because each request waits for its answer; no
 * larger than receivers take by default: 4 MiB over gRPC, 20 MiB over HTTP in the Collector.
 */
final class SpanBatches {
  static final int MAX_SPANS = 4096;

  /** Of estimated size; leaves room for what the estimate misses. */
  static final int MAX_BYTES = 3 << 20;

  /** Ids, times, kind, and the framing around them. */
  private static final long BYTES_PER_SPAN = 120;

  private static final long BYTES_PER_LINK = 40;
  private static final long BYTES_PER_EVENT = 20;
  private static final long BYTES_PER_ATTRIBUTE = 12;

  private SpanBatches() {}

  /** End of the batch that begins at {@code start}: at least one span further. */
  static int end(List<SpanData> spans, int start) {
    long bytes = 0;
    int end = start;
    while (end < spans.size() && end - start < MAX_SPANS) {
      bytes += estimate(spans.get(end));
      if (bytes > MAX_BYTES && end > start) {
        break;
      }
      end++;
    }
    return end;
  }

  private static long estimate(SpanData span) {
    long bytes = BYTES_PER_SPAN + span.getName().length();
    bytes += span.getStatus().getDescription().length();
    bytes += estimate(span.getAttributes());
    bytes += span.getLinks().size() * BYTES_PER_LINK;
    for (EventData event : span.getEvents()) {
      bytes += BYTES_PER_EVENT + event.getName().length() + estimate(event.getAttributes());
    }
    return bytes;
  }

  private static long estimate(Attributes attributes) {
    long[] bytes = new long[1];
    attributes.forEach(
        (key, value) -> {
          int length = value instanceof String text ? text.length() : 8;
          bytes[0] += BYTES_PER_ATTRIBUTE + key.getKey().length() + length;
        });
    return bytes[0];
  }
}
