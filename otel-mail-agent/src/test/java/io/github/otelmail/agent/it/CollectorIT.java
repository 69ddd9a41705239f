// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector that is down, slow, or refuses: mail goes out as before. */
class CollectorIT {
  /** More than any queue holds, and with less memory than they would take. */
  private static final int MESSAGES = 20_000;

  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  /** What is wrong with the collector. */
  enum Trouble {
    /** For comparison. */
    NOTHING,
    DOWN,
    SLOW,
    REFUSING,
    OVERLOADED
  }

  @BeforeAll
  static void measureWithoutTheAgent() {
    try (SmtpServer server = new SmtpServer().forgetful()) {
      print("without the agent", send(Role.NONE, server, "http://127.0.0.1:1"));
    }
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void mail_isSentAllTheSame(Trouble trouble) {
    try (SmtpServer server = new SmtpServer().forgetful();
        UnusedPort unused = new UnusedPort();
        OtlpReceiver receiver = receiver(trouble)) {
      Jvm.Ended ended =
          send(
              Role.STANDALONE,
              server,
              trouble == Trouble.DOWN ? "http://127.0.0.1:" + unused.port() : receiver.endpoint());

      print("with a collector in trouble: " + trouble, ended);
      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.out()).contains("failed 0 of " + MESSAGES);
      assertThat(server.accepted()).isEqualTo(MESSAGES);
      if (trouble == Trouble.NOTHING) {
        // On a busy machine so many sends at once can outrun a collector that is well.
        assertThat(ended.said()).as(ended.all()).allMatch(line -> line.contains("queue is full"));
      } else {
        assertThat(ended.said()).as(ended.all()).hasSize(1);
        assertThat(ended.said().get(0)).contains("Telemetry is not exported: ");
      }
    }
  }

  /** Nothing is asserted of times: they are for whoever reads the log of the tests. */
  private static void print(String what, Jvm.Ended ended) {
    System.out.printf(
        "%d sends %s: %s, the JVM %.1f s%n",
        MESSAGES,
        what,
        ended.out().lines().filter(line -> line.startsWith("took")).findFirst().orElse("failed"),
        ended.seconds());
  }

  private static Jvm.Ended send(Role role, SmtpServer server, String endpoint) {
    return new Jvm(role)
        .classPath(AppCompiler.compile("com.example.poolapp", VERSION.flavour()))
        .classPath(VERSION.classPath())
        .options("-Xmx40m", "-XX:+ExitOnOutOfMemoryError")
        .exportTo(endpoint)
        .run(
            "com.example.poolapp.PoolApp",
            Integer.toString(server.port()),
            Integer.toString(MESSAGES),
            "4",
            "platform");
  }

  private static OtlpReceiver receiver(Trouble trouble) {
    OtlpReceiver receiver = new OtlpReceiver();
    return switch (trouble) {
      case NOTHING, DOWN -> receiver;
      case SLOW -> receiver.slow();
      case REFUSING -> receiver.refusing(400);
      case OVERLOADED -> receiver.refusing(503);
    };
  }
}
