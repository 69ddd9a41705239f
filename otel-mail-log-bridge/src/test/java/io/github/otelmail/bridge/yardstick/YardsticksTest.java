// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.capture.Capture;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is measured beside the bridge does the work that it says it does. */
class YardsticksTest {
  private static final byte[] LOG = Capture.named("mix-large").log();

  /** Two requests one after the other are one request. */
  private final ByteArrayOutputStream requests = new ByteArrayOutputStream();

  private String regexSdk() throws IOException {
    return RegexSdk.read(
        new BufferedReader(
            new InputStreamReader(new ByteArrayInputStream(LOG), StandardCharsets.UTF_8)),
        requests);
  }

  private String bareScanner() throws IOException {
    return BareScanner.read(
        new ByteArrayInputStream(LOG), (request, length) -> requests.write(request, 0, length));
  }

  /** Every span with the queue id of its parent, without ids, which are random in one of them. */
  private List<String> spans() throws IOException {
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(requests.toByteArray());
    Map<Object, String> queueIds = new HashMap<>();
    List<String> told = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (Span span : resource.getScopeSpans(0).getSpansList()) {
        queueIds.put(span.getSpanId(), attributes(span.getAttributesList()).get("mail.queue_id"));
      }
    }
    for (ResourceSpans resource : request.getResourceSpansList()) {
      String host = attributes(resource.getResource().getAttributesList()).get("host.name");
      for (Span span : resource.getScopeSpans(0).getSpansList()) {
        Map<String, String> attributes = attributes(span.getAttributesList());
        Span plain =
            span.toBuilder()
                .clearAttributes()
                .clearTraceId()
                .clearSpanId()
                .clearParentSpanId()
                .clearFlags()
                // There, even if it is empty, as the SDK writes it.
                .setStatus(span.getStatus())
                .build();
        told.add(host + queueIds.get(span.getParentSpanId()) + attributes + plain);
      }
    }
    assertThat(queueIds).as("ids").hasSameSizeAs(told);
    told.sort(null);
    return told;
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> values = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      values.put(attribute.getKey(), attribute.getValue().toString());
    }
    assertThat(values).hasSameSizeAs(attributes);
    return values;
  }

  @Test
  void bothPrograms_makeTheSameSpans() throws IOException {
    String counts = regexSdk();
    List<String> spans = spans();
    requests.reset();
    assertThat(withoutSize(bareScanner())).isEqualTo(withoutSize(counts));
    assertThat(spans()).isEqualTo(spans);
  }

  @Test
  void everyAttemptOfTheLog_isCounted() throws IOException {
    String log = new String(LOG, StandardCharsets.UTF_8);
    long sent = log.lines().filter(line -> line.contains(", status=sent (")).count();
    assertThat(sent).isGreaterThan(1000);
    assertThat(bareScanner()).contains("\"sent\":" + sent + ",");
  }

  private static String withoutSize(String counts) {
    return counts.replaceAll(",\"otlp_bytes.*", "");
  }
}
