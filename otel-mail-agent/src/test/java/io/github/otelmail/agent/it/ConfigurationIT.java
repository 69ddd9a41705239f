// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings, by system property and by environment variable, good ones and bad ones. */
@Execution(ExecutionMode.CONCURRENT)
class ConfigurationIT {
  private static final String PREFIX = "otel.instrumentation.otel-mail.";
  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** Sends one mail with the settings; {@code name=value} of each. */
  private static Sent send(boolean byEnvironment, String... settings) {
    return send("data", byEnvironment, settings);
  }

  private static Sent send(String scenario, boolean byEnvironment, String... settings) {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      MailAppRun run = new MailAppRun(VERSION, Role.STANDALONE, servers).exportTo(receiver);
      for (String setting : settings) {
        String[] parts = setting.split("=", 2);
        if (byEnvironment) {
          run.environment(variable(PREFIX + parts[0]), parts[1]);
        } else {
          run.options("-D" + PREFIX + parts[0] + "=" + parts[1]);
        }
      }
      Jvm.Ended ended = run.run(scenario);
      assertThat(ended.out()).as(ended.all()).contains("scenario " + scenario + ": done");
      List<SpanView> sends =
          receiver.spans().stream().filter(span -> span.name().equals("send email")).toList();
      assertThat(sends).as(ended.all()).hasSize(1);
      return new Sent(ended, sends.get(0), servers.server(scenario).messages().get(0));
    }
  }

  private record Sent(Jvm.Ended ended, SpanView span, SmtpServer.Message message) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goodValues_areUsed(boolean byEnvironment) throws IOException {
    Path key = Workplace.folder("configuration").resolve("key");
    Files.writeString(key, "0123456789abcdef0123456789abcdef");

    Sent sent =
        send(
            byEnvironment,
            "address-policy=full",
            "subject=true",
            "stream=otp",
            "deadline=60s",
            "signing-key-file=" + key);

    assertThat(sent.ended().said()).isEmpty();
    assertThat(sent.span().attributes())
        .containsEntry("email.to.address", "[jo@data.example]")
        .containsEntry("email.subject", "Hello")
        .containsEntry("email.stream", "otp")
        .containsEntry("email.deadline", "60");
    assertThat(sent.message().header("Message-ID").get(0))
        .matches("<t1\\.[0-9a-f-]+\\.[0-9a-z]+\\.s=otp\\.d=60\\.h=[0-9a-f]{20}@.*>");
  }

  @Test
  void headerAndToken_canBeSwitchedOff() {
    Sent sent = send(false, "header=false", "token=false");

    assertThat(sent.message().header("traceparent")).isEmpty();
    assertThat(sent.message().header("Message-ID").get(0)).doesNotContain("t1.");
    assertThat(sent.span().attributes()).containsEntry("email.trace.injected", "false");
  }

  @Test
  void streams_areToldByHeaderAndHaveDeadlines() {
    Sent sent = send(false, "stream-header=Subject", "stream=newsletter", "deadline.newsletter=1d");

    // "Hello" is no name of a stream.
    assertThat(sent.span().attributes())
        .containsEntry("email.stream", "newsletter")
        .containsEntry("email.deadline", "86400");
  }

  @Test
  void variable_namesAStreamWithAHyphen() {
    Sent sent = send(true, "stream=password-reset", "deadline.password-reset=60");

    assertThat(sent.ended().said()).as(sent.ended().all()).isEmpty();
    assertThat(sent.span().attributes()).containsEntry("email.deadline", "60");
  }

  @Test
  void badVariable_isToldOnceThoughItMayNameTwoStreams() {
    Sent sent = send(true, "deadline.password-reset=soon");

    assertThat(sent.ended().said())
        .as(sent.ended().all())
        .singleElement()
        .asString()
        .contains(PREFIX + "deadline.password-reset");
  }

  /** What a file says is used where nothing else does. */
  @Test
  void configurationFileOfTheOfficialAgent_isRead() throws IOException {
    Path file = Workplace.folder("configuration").resolve("official.properties");
    Files.writeString(file, PREFIX + "stream=otp\n" + PREFIX + "address-policy=none\n");
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new MailAppRun(VERSION, Role.EXTENSION, servers)
              .onlyMail()
              .exportTo(receiver)
              .options("-Dotel.javaagent.configuration-file=" + file)
              .environment(variable(PREFIX + "address-policy"), "full")
              .run("data");

      assertThat(receiver.spans())
          .as(ended.all())
          .singleElement()
          .satisfies(
              span ->
                  assertThat(span.attributes())
                      .containsEntry("email.stream", "otp")
                      .containsEntry("email.to.address", "[jo@data.example]"));
      assertThat(ended.said()).as(ended.all()).isEmpty();
    }
  }

  /** The official agent asks no switches then. */
  @Test
  void killSwitch_isObeyedBesideADeclarativeConfiguration() throws IOException {
    Path file = Workplace.folder("configuration").resolve("declarative.yaml");
    Files.writeString(
        file, "file_format: \"1.0\"\npropagator:\n  composite:\n    - tracecontext:\n");
    try (MailServers servers = new MailServers()) {
      Jvm.Ended ended =
          new MailAppRun(VERSION, Role.EXTENSION, servers)
              .options("-Dotel.config.file=" + file)
              .environment(variable(PREFIX + "enabled"), "false")
              .run("data");

      assertThat(servers.server("data").messages())
          .as(ended.all())
          .singleElement()
          .satisfies(message -> assertThat(message.header("traceparent")).isEmpty());
    }
  }

  /** A setting of OpenTelemetry's own. */
  @Test
  void badSettingOfTheSdk_isToldInOneLine() {
    try (MailServers servers = new MailServers()) {
      Jvm.Ended ended =
          new MailAppRun(VERSION, Role.STANDALONE, servers)
              .environment("OTEL_BSP_SCHEDULE_DELAY", "soon")
              .run("data");

      assertThat(servers.server("data").messages()).as(ended.all()).hasSize(1);
      assertThat(ended.err().lines())
          .as(ended.all())
          .filteredOn(line -> line.contains("otel.bsp.schedule.delay"))
          .singleElement()
          .asString()
          .startsWith("[otel-mail-agent] Mail is not traced");
      assertThat(ended.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void streams_areToldBySender() {
    Sent sent = send(false, "stream-by-sender=shop@sender.example=invoice");

    assertThat(sent.span().attributes()).containsEntry("email.stream", "invoice");
  }

  /** Mail of others that is passed on keeps their trace, and is linked to it. */
  @Test
  void relay_linksAndDoesNotOverwrite() {
    Sent sent = send("relayed", false, "relay=true");

    assertThat(sent.message().header("traceparent"))
        .containsExactly("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertThat(sent.message().header("Message-ID")).containsExactly("<others@sender.example>");
    assertThat(sent.span().span().getLinksList())
        .singleElement()
        .satisfies(
            link ->
                assertThat(HexFormat.of().formatHex(link.getTraceId().toByteArray()))
                    .isEqualTo("0af7651916cd43dd8448eb211c80319c"));
  }

  @ParameterizedTest
  @CsvSource({
    "address-policy, everything",
    "stream, Not A Stream",
    "stream-header, X-Mail-Stream:",
    "'stream-by-sender', 'sender.example=invoice,other.example=Not A Stream'",
    "deadline, soon",
    "signing-key-file, /nowhere/key",
    "header, perhaps",
    "token, perhaps",
    "subject, perhaps",
    "start-timeout, soon",
    "shutdown-timeout, soon",
    "enabled, perhaps",
  })
  void badValue_isToldInOneLineAndTheDefaultIsUsed(String name, String value) {
    Sent sent = send(false, name + "=" + value);

    assertThat(sent.ended().said())
        .as(sent.ended().all())
        .singleElement()
        .asString()
        .contains(PREFIX + name)
        .contains(value.substring(value.lastIndexOf('=') + 1));
    assertThat(sent.message().header("traceparent")).hasSize(1);
    assertThat(sent.message().header("Message-ID").get(0)).contains("<t1.").doesNotContain(".h=");
    assertThat(sent.span().attributes())
        .containsEntry("email.recipient.domains", "[data.example]")
        .doesNotContainKeys("email.to.address", "email.stream", "email.deadline", "email.subject");
  }
}
