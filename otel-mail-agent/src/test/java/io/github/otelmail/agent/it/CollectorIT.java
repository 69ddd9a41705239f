// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector that is down, slow, or refuses: mail goes out as before. */
class CollectorIT {
  /** More than any queue holds, and with less memory than they would take. */
  private static final int MESSAGES = 20_000;

  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  enum Trouble {
    DOWN,
    SLOW,
    REFUSING,
    OVERLOADED
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void mail_isSentAllTheSame(Trouble trouble) {
    try (SmtpServer server = new SmtpServer().forgetful();
        OtlpReceiver receiver = receiver(trouble)) {
      Jvm.Ended ended =
          new Jvm(Role.STANDALONE)
              .classPath(AppCompiler.compile("com.example.poolapp", VERSION.flavour()))
              .classPath(VERSION.classPath())
              .options("-Xmx40m", "-XX:+ExitOnOutOfMemoryError")
              .exportTo(
                  trouble == Trouble.DOWN
                      ? "http://127.0.0.1:" + SmtpServer.unusedPort()
                      : receiver.endpoint())
              .run(
                  "com.example.poolapp.PoolApp",
                  Integer.toString(server.port()),
                  Integer.toString(MESSAGES),
                  "4",
                  "platform");

      System.out.printf("collector %s: %.1f s%n", trouble, ended.seconds());
      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.out()).contains("failed 0 of " + MESSAGES);
      assertThat(server.accepted()).isEqualTo(MESSAGES);
      assertThat(warnings(ended)).as(ended.all()).hasSizeLessThanOrEqualTo(1);
      if (trouble == Trouble.DOWN || trouble == Trouble.REFUSING) {
        assertThat(warnings(ended)).as(ended.all()).hasSize(1);
      }
    }
  }

  private static List<String> warnings(Jvm.Ended ended) {
    return ended.err().lines().filter(line -> !line.isBlank()).toList();
  }

  private static OtlpReceiver receiver(Trouble trouble) {
    OtlpReceiver receiver = new OtlpReceiver();
    return switch (trouble) {
      case DOWN -> receiver;
      case SLOW -> receiver.slow();
      case REFUSING -> receiver.refusing(400);
      case OVERLOADED -> receiver.refusing(503);
    };
  }
}
