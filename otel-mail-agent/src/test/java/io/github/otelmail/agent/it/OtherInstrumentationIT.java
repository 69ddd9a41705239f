// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The official agent's own instrumentation of mail classes, which our extension allows. */
class OtherInstrumentationIT {
  private static final MailVersion VERSION = MailVersion.named("jakarta.mail-2.0.1");

  @Test
  void methodsThatTheUserNames_areChildrenOfTheSend() {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new MailAppRun(VERSION, Role.EXTENSION, servers)
              .onlyMail()
              .options(
                  "-Dotel.instrumentation.methods.enabled=true",
                  "-Dotel.instrumentation.methods.include=com.sun.mail.smtp.SMTPTransport[rcptTo]")
              .exportTo(receiver)
              .run("data");

      assertThat(ended.said()).as(ended.all()).isEmpty();
      List<SpanView> spans = receiver.spans();
      assertThat(spans)
          .as(ended.all())
          .extracting(SpanView::name)
          .containsExactlyInAnyOrder("send email", "SMTPTransport.rcptTo");
      SpanView send = named(spans, "send email");
      assertThat(named(spans, "SMTPTransport.rcptTo").parentSpanId()).isEqualTo(send.spanId());
    }
  }

  private static SpanView named(List<SpanView> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }
}
