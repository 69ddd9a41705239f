// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The spans of each scenario: parents before their children, earlier ones first. */
final class SpanTree {
  /** Where spans go that belong to no scenario. */
  static final String NOWHERE = "nowhere";

  /**
   * A span in its place.
   *
   * @param depth zero for a root
   */
  record Node(SpanView span, int depth, int number) {}

  private final Map<String, List<Node>> scenarios = new LinkedHashMap<>();
  private final Map<String, List<SpanView>> children = new HashMap<>();

  SpanTree(Map<String, Integer> ports, List<SpanView> spans) {
    SortedMap<String, String> byPort = new TreeMap<>();
    ports.forEach((name, port) -> byPort.put(port.toString(), name));
    List<String> ids = spans.stream().map(SpanView::spanId).toList();
    List<SpanView> sorted = new ArrayList<>(spans);
    // Stable: where the clock does not tell, the order of arrival does.
    sorted.sort(comparingLong(span -> span.span().getStartTimeUnixNano()));
    for (SpanView span : sorted) {
      if (ids.contains(span.parentSpanId())) {
        children.computeIfAbsent(span.parentSpanId(), id -> new ArrayList<>()).add(span);
      }
    }
    for (SpanView span : sorted) {
      if (!ids.contains(span.parentSpanId())) {
        add(scenarios.computeIfAbsent(scenario(span, byPort), n -> new ArrayList<>()), span, 0);
      }
    }
  }

  /** By the server; a span that knows none is found by the domain of its recipients. */
  private static String scenario(SpanView span, Map<String, String> byPort) {
    String name = byPort.get(String.valueOf(span.attribute("server.port")));
    if (name != null) {
      return name;
    }
    String domains = span.attribute("email.recipient.domains");
    return domains == null ? NOWHERE : domains.replaceAll(".*?([^.\\[]+)\\.example.*", "$1");
  }

  private void add(List<Node> nodes, SpanView span, int depth) {
    nodes.add(new Node(span, depth, nodes.size() + 1));
    children.getOrDefault(span.spanId(), List.of()).forEach(child -> add(nodes, child, depth + 1));
  }

  /** The scenarios that have spans. */
  Set<String> names() {
    return scenarios.keySet();
  }

  /** The spans of a scenario. */
  List<Node> of(String scenario) {
    return scenarios.getOrDefault(scenario, List.of());
  }
}
