// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.examples.otlp.ReceivedSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must hold for the spans that a collector has received. */
final class TraceChecks {
  private TraceChecks() {}

  /**
   * At every moment, the parent of every span had arrived before it or in the same request (which
   * groups its spans by what they come from, and so has no order).
   *
   * @param spans in order of arrival
   * @param elsewhere keys of spans that come by another way, at any time
   */
  static void assertParentsFirst(List<ReceivedSpan> spans, Set<String> elsewhere) {
    Set<String> arrived = new HashSet<>(elsewhere);
    List<String> orphans = new ArrayList<>();
    Map<Integer, List<ReceivedSpan>> batches =
        spans.stream()
            .collect(Collectors.groupingBy(ReceivedSpan::batch, TreeMap::new, Collectors.toList()));
    for (List<ReceivedSpan> batch : batches.values()) {
      arrived.addAll(keys(batch));
      for (ReceivedSpan span : batch) {
        String parent = span.parentSpanId();
        if (parent != null && !arrived.contains(key(span.traceId(), parent))) {
          orphans.add(describe(span) + " came before its parent " + parent);
        }
      }
    }
    assertThat(orphans).isEmpty();
  }

  /** Every trace is one tree: one root, and every parent is there. */
  static void assertWhole(List<ReceivedSpan> spans) {
    Set<String> ids = new HashSet<>();
    spans.forEach(span -> ids.add(key(span.traceId(), span.spanId())));
    Map<String, Set<String>> roots = new TreeMap<>();
    List<String> orphans = new ArrayList<>();
    for (ReceivedSpan span : spans) {
      String parent = span.parentSpanId();
      Set<String> ofTrace = roots.computeIfAbsent(span.traceId(), id -> new HashSet<>());
      if (parent == null) {
        ofTrace.add(span.spanId());
      } else if (!ids.contains(key(span.traceId(), parent))) {
        orphans.add(describe(span));
      }
    }
    assertThat(orphans).isEmpty();
    assertThat(roots).allSatisfy((trace, ofTrace) -> assertThat(ofTrace).hasSize(1));
  }

  /** Ids of the spans in the form that {@link #assertParentsFirst} takes. */
  static Set<String> keys(Collection<ReceivedSpan> spans) {
    Set<String> keys = new HashSet<>();
    spans.forEach(span -> keys.add(key(span.traceId(), span.spanId())));
    return keys;
  }

  /**
   * Each distinct span with all it says, by its ids; a span that came twice must have said the same
   * both times.
   */
  static Map<String, String> contents(List<ReceivedSpan> spans) {
    Map<String, String> contents = new TreeMap<>();
    for (ReceivedSpan span : spans) {
      String before = contents.put(key(span.traceId(), span.spanId()), span.span().toString());
      if (before != null) {
        assertThat(span.span().toString()).as("%s came again", describe(span)).isEqualTo(before);
      }
    }
    return contents;
  }

  private static String key(String traceId, String spanId) {
    return traceId + '-' + spanId;
  }

  private static String describe(ReceivedSpan span) {
    return span.name() + " " + span.spanId() + " of trace " + span.traceId();
  }
}
