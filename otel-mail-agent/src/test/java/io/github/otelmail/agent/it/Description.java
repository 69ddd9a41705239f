// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run of {@code MailApp} told and what it sent, in words that are the same for every run.
 */
final class Description {
  /** On every span; there is a line only when one differs. */
  private static final SortedMap<String, String> USUAL =
      new TreeMap<>(
          Map.of(
              "messaging.system", "smtp",
              "network.protocol.name", "smtp",
              "server.address", "localhost"));

  private static final SortedMap<String, String> USUAL_OF_SEND =
      new TreeMap<>(Map.of("messaging.operation.name", "send", "messaging.operation.type", "send"));

  /** The official agent's own, and what is different each time. */
  private static final Set<String> LEFT_OUT = Set.of("thread.id", "thread.name");

  private static final Pattern TOKEN =
      Pattern.compile("<?t1\\.([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\\.[0-9a-z]+@([^>]+)>?");
  private static final Pattern MADE_BY_LIBRARY = Pattern.compile("<?[0-9]+\\.[0-9]+\\..*@.*");

  private final MailServers servers;
  private final SpanTree tree;
  private final Map<String, String> numbers = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private Description(MailServers servers, SpanTree tree) {
    this.servers = servers;
    this.tree = tree;
  }

  static String of(MailServers servers, OtlpReceiver receiver) {
    Description description =
        new Description(servers, new SpanTree(servers.ports(), receiver.spans()));
    for (String name : servers.names()) {
      description.scenario(name);
    }
    description.tree.names().stream()
        .filter(name -> !servers.names().contains(name))
        .forEach(description::scenario);
    description.metrics(receiver.metrics());
    return description.text.toString();
  }

  private void scenario(String name) {
    List<SpanTree.Node> nodes = tree.of(name);
    SmtpServer server = servers.server(name);
    text.append(text.length() == 0 ? "[" : "\n[").append(name).append("]\n");
    for (SpanTree.Node node : nodes) {
      numbers.put(node.span().spanId(), "#" + node.number());
    }
    nodes.forEach(this::span);
    if (server != null) {
      server.messages().stream()
          .sorted(Comparator.comparing(message -> message.header("To").toString()))
          .forEach(this::message);
    }
  }

  private void span(SpanTree.Node node) {
    SpanView span = node.span();
    String indent = "  ".repeat(node.depth());
    Status status = span.span().getStatus();
    String kind = span.span().getKind().name().replace("SPAN_KIND_", "");
    String title = "#" + node.number() + ' ' + span.name() + ' ' + kind;
    boolean failed = status.getCode() == Status.StatusCode.STATUS_CODE_ERROR;
    line(indent, failed ? title + " ERROR " + status.getMessage() : title);
    attributes(indent + "  ", span);
    if (!span.phases().isEmpty()) {
      line(indent, "  phases: " + span.phases());
    }
    for (Span.Event event : span.span().getEventsList()) {
      if (!event.getName().equals("smtp.phase")) {
        line(
            indent,
            "  event %s %s".formatted(event.getName(), SpanView.texts(event.getAttributesList())));
      }
    }
    for (Span.Link link : span.span().getLinksList()) {
      line(
          indent,
          link.getTraceId().equals(span.span().getTraceId())
              ? "  link in the trace"
              : "  link to another trace");
    }
  }

  private void attributes(String indent, SpanView span) {
    SortedMap<String, String> attributes = span.attributes();
    usual(indent, attributes, USUAL);
    if (attributes.remove("server.port") == null) {
      line(indent, "server.port: absent");
    }
    if (span.name().equals("send email")) {
      usual(indent, attributes, USUAL_OF_SEND);
    }
    attributes.keySet().removeAll(LEFT_OUT);
    if (Objects.equals(
        attributes.get("email.message_id"), attributes.get("messaging.message.id"))) {
      attributes.remove("messaging.message.id");
    }
    attributes.computeIfPresent("email.message_id", (key, value) -> id(value));
    attributes.forEach((key, value) -> line(indent, key + ": " + value));
  }

  private void usual(
      String indent, SortedMap<String, String> attributes, SortedMap<String, String> usual) {
    usual.forEach(
        (key, value) -> {
          String actual = attributes.remove(key);
          if (!value.equals(actual)) {
            line(indent, key + ": " + (actual == null ? "absent" : actual));
          }
        });
  }

  /** Which span a Message-ID names, or who made it. */
  private String id(String value) {
    Matcher token = TOKEN.matcher(value);
    if (token.matches()) {
      return "token of " + numbers.getOrDefault(token.group(2), "nobody") + " @" + token.group(3);
    }
    return MADE_BY_LIBRARY.matcher(value).matches() ? "the library's" : value;
  }

  private void message(SmtpServer.Message message) {
    List<String> traceparents = message.header("traceparent");
    String context =
        traceparents.isEmpty()
            ? "none"
            : traceparents.size() == 1
                ? numbers.getOrDefault(traceparents.get(0).split("-", 4)[2], "nobody")
                : traceparents.toString();
    line(
        "",
        "wire to %s: traceparent %s, Message-ID %s%s"
            .formatted(
                String.join(", ", message.header("To")),
                context,
                String.join(" and ", message.header("Message-ID").stream().map(this::id).toList()),
                message.header("tracestate").isEmpty() ? "" : ", tracestate"));
  }

  private void line(String indent, String line) {
    text.append(indent).append(withoutPorts(line)).append('\n');
  }

  private String withoutPorts(String line) {
    String result = line;
    for (Integer port : servers.ports().values()) {
      result = result.replaceAll("\\b" + port + "\\b", "PORT");
    }
    return result;
  }

  /** Numbers, added up over the servers. */
  private void metrics(List<Metric> metrics) {
    text.append("\n[metrics]\n");
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Metric metric : metrics) {
      if (!metric.getName().startsWith("smtp.")) {
        continue; // The SDK tells of itself.
      }
      metric
          .getHistogram()
          .getDataPointsList()
          .forEach(
              point ->
                  counts.merge(
                      key(metric, SpanView.texts(point.getAttributesList())),
                      point.getCount(),
                      Long::sum));
      for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
        counts.merge(
            key(metric, SpanView.texts(point.getAttributesList())), point.getAsInt(), Long::sum);
      }
    }
    counts.forEach((key, count) -> text.append(key).append(": ").append(count).append('\n'));
  }

  private static String key(Metric metric, SortedMap<String, String> attributes) {
    attributes.keySet().removeAll(Set.of("server.address", "server.port"));
    return metric.getName() + " in " + metric.getUnit() + " " + attributes;
  }
}
