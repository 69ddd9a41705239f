// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** However the agent is attached, there is one set of spans, or none when it is switched off. */
class RolesIT {
  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"BOTH", "BEFORE_OFFICIAL", "AFTER_OFFICIAL"})
  void attachedBesideTheOfficialAgent_oneSetOfSpans(Role role) {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new MailAppRun(VERSION, role, servers).onlyMail().exportTo(receiver).run("data", "tls");

      List<SpanView> spans = receiver.spans();
      assertThat(spans)
          .as(ended.all())
          .extracting(SpanView::name)
          .containsExactly("send email", "connect to mail server", "send email");
      assertThat(servers.server("data").messages()).hasSize(1);
      assertThat(ended.said())
          .as(ended.all())
          .singleElement()
          .asString()
          .contains(role == Role.BOTH ? "Remove -javaagent:" : "-Dotel.javaagent.extensions=");
    }
  }

  @Test
  void attachedTwice_isOneAgentAndTold() {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new MailAppRun(VERSION, Role.STANDALONE, servers)
              .options("-javaagent:" + Workplace.agent())
              .exportTo(receiver)
              .run("data");

      assertThat(receiver.spans()).as(ended.all()).hasSize(1);
      assertThat(ended.said())
          .as(ended.all())
          .singleElement()
          .asString()
          .contains("is attached twice");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STANDALONE, property",
    "STANDALONE, environment",
    "EXTENSION, property",
    "EXTENSION, environment"
  })
  void killSwitch_leavesNothing(Role role, String by) {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      MailAppRun run = new MailAppRun(VERSION, role, servers).exportTo(receiver);
      if (by.equals("property")) {
        run.options("-Dotel.instrumentation.otel-mail.enabled=false");
      } else {
        run.environment("OTEL_INSTRUMENTATION_OTEL_MAIL_ENABLED", "false");
      }
      Jvm.Ended ended = run.run("data", "tls");

      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(ended.said()).isEmpty();
      assertThat(receiver.spans()).filteredOn(span -> span.name().contains("mail")).isEmpty();
      for (String scenario : List.of("data", "tls")) {
        assertThat(servers.server(scenario).messages()).hasSize(1);
        assertThat(servers.server(scenario).messages().get(0).header("traceparent")).isEmpty();
      }
    }
  }

  /** JDK tools that are started under JAVA_TOOL_OPTIONS are none of our business. */
  @Test
  void jdkTool_isLeftAlone() {
    Path home = Jdks.ofApplications();
    Jvm.Ended ended =
        new Jvm(Role.NONE)
            .classPath(Jdks.hasModules(home) ? List.of() : List.of(home.resolve("lib/tools.jar")))
            .environment("JAVA_TOOL_OPTIONS", "-javaagent:" + Workplace.agent())
            .run("com.sun.tools.javac.Main", "-version");

    assertThat(ended.status()).as(ended.all()).isZero();
    assertThat(ended.err().lines())
        .as(ended.all())
        .filteredOn(line -> !line.startsWith("javac "))
        .hasSize(1);
  }
}
