// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that have an OpenTelemetry, or the library: joined, and nothing is told twice. */
class OwnTelemetryIT {
  @Test
  void send_isToldByTheApplicationsOwnOpenTelemetry() {
    try (SmtpServer server = new SmtpServer();
        OtlpReceiver own = new OtlpReceiver();
        OtlpReceiver agents = new OtlpReceiver()) {
      Jvm.Ended ended =
          TelemetryApps.jvm(Role.STANDALONE)
              .exportTo(agents)
              .run(
                  "com.example.telemetryapp.OwnSdkApp",
                  Integer.toString(server.port()),
                  own.endpoint(),
                  "3");

      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.out()).doesNotContain("false");
      assertThat(agents.spans()).as(ended.all()).isEmpty();
      List<SpanView> requests = named(own, "request");
      List<SpanView> sends = named(own, "send email");
      assertThat(own.spans()).hasSize(6);
      assertThat(sends)
          .extracting(SpanView::parentSpanId)
          .containsExactlyElementsOf(requests.stream().map(SpanView::spanId).toList());
      assertThat(sends)
          .allMatch(span -> "own".equals(span.resourceAttributes().get("service.name")));
      assertThat(server.messages())
          .extracting(message -> message.header("traceparent").get(0).split("-", 4)[2])
          .containsExactlyElementsOf(sends.stream().map(SpanView::spanId).toList());
    }
  }

  /** The agent cannot see an OpenTelemetry that is not the global one; the library it must see. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void libraryAndAgent_makeOneSpan(boolean global) {
    try (SmtpServer server = new SmtpServer();
        OtlpReceiver own = new OtlpReceiver();
        OtlpReceiver agents = new OtlpReceiver()) {
      Jvm.Ended ended =
          TelemetryApps.jvm(Role.STANDALONE)
              .exportTo(agents)
              .run(
                  "com.example.telemetryapp.LibraryApp",
                  Integer.toString(server.port()),
                  own.endpoint(),
                  Boolean.toString(global));

      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(agents.spans()).extracting(SpanView::name).as(ended.all()).isEmpty();
      List<SpanView> sends = named(own, "send email");
      assertThat(sends).hasSize(3);
      assertThat(sends).extracting(SpanView::parentSpanId).containsOnly("");
      // The wrapped transport's, and that of Transport.send where the library tells it.
      assertThat(named(own, "connect to mail server")).hasSizeBetween(1, 2);
      assertThat(server.messages())
          .extracting(message -> message.header("traceparent").get(0).split("-", 4)[2])
          .containsExactlyElementsOf(sends.stream().map(SpanView::spanId).toList());
    }
  }

  @Test
  void oldOpenTelemetry_givesTheParentAndIsNotUsed() {
    try (SmtpServer server = new SmtpServer();
        OtlpReceiver agents = new OtlpReceiver()) {
      Jvm.Ended ended =
          TelemetryApps.jvm(Role.STANDALONE, Workplace.oldTelemetryApi())
              .exportTo(agents)
              .run("com.example.telemetryapp.OldApiApp", Integer.toString(server.port()), "2");

      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.err()).containsOnlyOnce("may be older than 1.32");
      List<SpanView> sends = named(agents, "send email");
      assertThat(sends).as(ended.all()).hasSize(2);
      assertThat(sends).extracting(SpanView::parentSpanId).containsOnly("00f067aa0ba902b7");
    }
  }

  private static List<SpanView> named(OtlpReceiver receiver, String name) {
    return receiver.spans().stream().filter(span -> span.name().equals(name)).toList();
  }
}
