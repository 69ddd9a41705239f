// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A collector behind TLS, whose certificate no public authority has signed. */
class HttpsExportIT {
  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");
  private static final int MESSAGES = 3;

  private static Jvm.Ended send(SmtpServer server, OtlpReceiver receiver, String... options) {
    return new Jvm(Role.STANDALONE)
        .classPath(AppCompiler.compile("com.example.poolapp", VERSION.flavour()))
        .classPath(VERSION.classPath())
        .exportTo(receiver)
        .options(options)
        .run(
            "com.example.poolapp.PoolApp",
            Integer.toString(server.port()),
            Integer.toString(MESSAGES),
            "1",
            "platform");
  }

  @Test
  void withTheCertificateNamed_spansAndMetricsArrive() {
    try (SmtpServer server = new SmtpServer().forgetful();
        OtlpReceiver receiver = OtlpReceiver.overTls()) {
      Jvm.Ended ended =
          send(server, receiver, "-Dotel.exporter.otlp.certificate=" + Certificate.get().pem());
      assertThat(ended.said()).as(ended.all()).isEmpty();
      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(MESSAGES);
      assertThat(receiver.metrics()).as(ended.all()).isNotEmpty();
    }
  }

  @Test
  void withoutIt_mailIsSentAndTheReasonIsTold() {
    try (SmtpServer server = new SmtpServer().forgetful();
        OtlpReceiver receiver = OtlpReceiver.overTls()) {
      Jvm.Ended ended = send(server, receiver);
      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(server.accepted()).isEqualTo(MESSAGES);
      assertThat(receiver.spans()).isEmpty();
      assertThat(ended.said()).as(ended.all()).hasSize(1);
      assertThat(ended.said().get(0))
          .contains("Telemetry is not exported: ")
          .containsPattern("SSL\\w*Exception");
    }
  }
}
