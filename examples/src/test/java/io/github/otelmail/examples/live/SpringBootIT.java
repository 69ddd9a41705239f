// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.examples.bridge.BridgeProcess;
import io.github.otelmail.examples.destination.Destination;
import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.examples.otlp.TraceCollector;
import io.github.otelmail.examples.relay.PostfixInstance;
import io.github.otelmail.examples.relay.RealPostfix;
import io.github.otelmail.examples.relay.Relay;
import io.github.otelmail.semconv.MailSpanNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web request to a Spring Boot application that knows nothing of tracing, its mail through a real
 * Postfix, and the bridge on Postfix's log: one trace.
 */
final class SpringBootIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  @Timeout(240)
  void requestMailAndDelivery_areOneTrace(@TempDir Path directory) throws Exception {
    RealPostfix.orSkip();
    Path log = Files.createDirectory(directory.resolve("logs")).resolve("mail.log");
    // Spring saves the message before it sends it, so its Message-ID names the request; the header
    // names the send.
    Path checks = Files.writeString(directory.resolve("header_checks"), "/^traceparent:/ INFO\n");
    try (TraceCollector collector = TraceCollector.start();
        Destination receivers = Destination.start();
        Relay postfix =
            PostfixInstance.builder("hop1.test")
                .destinations(receivers.ports())
                .parameter("header_checks", "regexp:" + checks)
                .start(log);
        BridgeProcess bridge = bridge(collector, directory, log)) {
      try (ShopProcess shop = ShopProcess.start(postfix.port(), collector.endpoint())) {
        shop.login("anna@accept.test");
        shop.login("ben@grey.test");
      }
      boolean delivered =
          collector.await(
              all -> all.stream().filter(s -> s.name().equals(MailSpanNames.DELIVER)).count() == 2,
              PATIENCE);

      assertThat(delivered).as("bridge printed: %s", bridge.printed()).isTrue();
      List<ReceivedSpan> spans = collector.spans();
      TraceChecks.assertWhole(spans);
      List<ReceivedSpan> ends =
          spans.stream().filter(span -> span.name().equals(MailSpanNames.DELIVER)).toList();
      assertThat(ends).extracting(ReceivedSpan::traceId).doesNotHaveDuplicates();
      for (ReceivedSpan end : ends) {
        assertThat(wayTo(end, spans))
            .isEqualTo("POST /login > send email > receive email > deliver email");
      }
      assertThat(spans)
          .filteredOn(span -> span.name().equals(MailSpanNames.SEND))
          .hasSize(2)
          .allMatch(span -> span.service().equals("shop"));
    }
  }

  private static BridgeProcess bridge(TraceCollector collector, Path directory, Path log)
      throws Exception {
    return BridgeProcess.start(
        List.of(
            "run",
            "--new-files=start",
            "--state-dir=" + directory.resolve("state"),
            log.toString()),
        collector.endpoint(),
        directory.resolve("bridge.out"));
  }

  private static String wayTo(ReceivedSpan end, List<ReceivedSpan> spans) {
    Map<String, ReceivedSpan> byId = new HashMap<>();
    spans.stream()
        .filter(span -> span.traceId().equals(end.traceId()))
        .forEach(span -> byId.put(span.spanId(), span));
    StringBuilder way = new StringBuilder(end.name());
    ReceivedSpan span = byId.get(String.valueOf(end.parentSpanId()));
    while (span != null) {
      way.insert(0, span.name() + " > ");
      span = byId.get(String.valueOf(span.parentSpanId()));
    }
    return way.toString();
  }
}
