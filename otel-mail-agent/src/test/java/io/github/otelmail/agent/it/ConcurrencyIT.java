// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand sends at once over a pool of connections. */
class ConcurrencyIT {
  private static final int MESSAGES = 1000;
  private static final int CONNECTIONS = 16;
  private static final MailVersion VERSION = MailVersion.named("angus-mail-2.0.5");

  private static Jvm jvm(Role role, String threads) {
    Jvm jvm = new Jvm(role).classPath(app()).classPath(VERSION.classPath());
    if (threads.equals("virtual")) {
      Optional<Path> home = Jdks.withVirtualThreads();
      home.ifPresent(jvm::home);
    }
    return jvm;
  }

  private static Path app() {
    return AppCompiler.compile("com.example.poolapp", VERSION.flavour());
  }

  /** Platform threads where there are no others. */
  private static String possible(String threads) {
    if (threads.equals("virtual") && Jdks.withVirtualThreads().isEmpty()) {
      System.out.println(
          "no JDK with virtual threads here: set JAVA25_HOME; using platform threads");
      return "platform";
    }
    return threads;
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void spans_areComplete(String threads) {
    try (SmtpServer server = new SmtpServer();
        OtlpReceiver receiver = new OtlpReceiver()) {
      String kind = possible(threads);
      Jvm.Ended ended =
          jvm(Role.STANDALONE, kind)
              .exportTo(receiver)
              .run("com.example.poolapp.PoolApp", arguments(server, kind));

      assertThat(ended.out()).as(ended.all()).contains("failed 0 of " + MESSAGES);
      assertThat(server.accepted()).isEqualTo(MESSAGES);
      List<SpanView> sends = named(receiver, "send email");
      assertThat(sends).hasSize(MESSAGES);
      assertThat(sends).allMatch(span -> span.parentSpanId().isEmpty());
      assertThat(sends).extracting(SpanView::traceId).doesNotHaveDuplicates();
      assertThat(sends)
          .extracting(span -> span.attribute("email.recipient.domains"))
          .doesNotHaveDuplicates();
      assertThat(sends).extracting(SpanView::phases).containsOnly("mail rcpt data body reply");
      assertThat(named(receiver, "connect to mail server")).hasSize(CONNECTIONS);
      everyMessageCarriesItsOwnSpan(server, sends);
    }
  }

  private static void everyMessageCarriesItsOwnSpan(SmtpServer server, List<SpanView> sends) {
    Map<String, SpanView> byId =
        sends.stream().collect(Collectors.toMap(SpanView::spanId, Function.identity()));
    for (SmtpServer.Message message : server.messages()) {
      String spanId = message.header("traceparent").get(0).split("-", 4)[2];
      String domain = message.header("To").get(0).replaceAll(".*@", "");
      assertThat(byId.get(spanId).attribute("email.recipient.domains"))
          .isEqualTo("[" + domain + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void context_doesNotLeak(String threads) {
    try (SmtpServer server = new SmtpServer();
        OtlpReceiver own = new OtlpReceiver();
        OtlpReceiver agents = new OtlpReceiver()) {
      String kind = possible(threads);
      Path[] libraries = TelemetryApps.libraries(app());
      Jvm.Ended ended =
          jvm(Role.STANDALONE, kind)
              .classPath(
                  AppCompiler.compile("com.example.telemetryapp", VERSION.flavour(), libraries))
              .classPath(Workplace.telemetryLibraries())
              .exportTo(agents)
              .run(
                  "com.example.telemetryapp.JoinedPoolApp",
                  TelemetryApps.concat(own.endpoint(), arguments(server, kind)));

      assertThat(ended.out())
          .as(ended.all())
          .contains("failed 0 of " + MESSAGES)
          .contains("leaks 0");
      assertThat(agents.spans()).isEmpty();
      Map<String, SpanView> requests =
          named(own, "request").stream()
              .collect(Collectors.toMap(SpanView::spanId, Function.identity()));
      List<SpanView> sends = named(own, "send email");
      assertThat(sends).hasSize(MESSAGES);
      for (SpanView send : sends) {
        assertThat(send.attribute("email.recipient.domains"))
            .isEqualTo("[m" + requests.get(send.parentSpanId()).attribute("number") + ".example]");
      }
    }
  }

  private static String[] arguments(SmtpServer server, String kind) {
    return new String[] {
      Integer.toString(server.port()),
      Integer.toString(MESSAGES),
      Integer.toString(CONNECTIONS),
      kind
    };
  }

  private static List<SpanView> named(OtlpReceiver receiver, String name) {
    return receiver.spans().stream().filter(span -> span.name().equals(name)).toList();
  }
}
