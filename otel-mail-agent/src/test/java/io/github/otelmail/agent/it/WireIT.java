// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The application does and sees the same with and without the agent: the same commands, messages
 * that differ in the documented headers alone, the same exceptions.
 */
class WireIT {
  /** Where the order of messages is left to threads. */
  private static final Comparator<SmtpServer.Message> BY_RECIPIENT =
      Comparator.comparing(message -> message.header("To").toString());

  static Stream<MailVersion> versions() {
    return Stream.of("mail-1.4", "javax.mail-1.6.2", "jakarta.mail-2.0.2", "angus-mail-2.0.5")
        .map(MailVersion::named);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void wire_differsInTheDocumentedHeadersOnly(MailVersion version) {
    try (MailServers without = new MailServers();
        MailServers with = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended plain = new MailAppRun(version, Role.NONE, without).run();
      Jvm.Ended traced = new MailAppRun(version, Role.STANDALONE, with).exportTo(receiver).run();

      assertThat(receiver.spans()).as(traced.all()).isNotEmpty();
      assertThat(outcome(traced)).isEqualTo(outcome(plain));
      for (String scenario : without.names()) {
        if (without.server(scenario) != null) {
          compare(scenario, without.server(scenario), with.server(scenario));
        }
      }
    }
  }

  /** What the application saw; that a transport of its own was given a trace is as it should be. */
  private static String outcome(Jvm.Ended ended) {
    return ended.out().replace("with a trace", "without a trace");
  }

  private static void compare(String scenario, SmtpServer without, SmtpServer with) {
    assertThat(with.connections()).as(scenario).isEqualTo(without.connections());
    assertThat(commands(with)).as(scenario).isEqualTo(commands(without));
    List<SmtpServer.Message> plain = new ArrayList<>(without.messages());
    List<SmtpServer.Message> traced = new ArrayList<>(with.messages());
    plain.sort(BY_RECIPIENT);
    traced.sort(BY_RECIPIENT);
    assertThat(traced).as(scenario).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      List<String> lines = comparable(traced.get(i));
      if (!scenario.equals("read-only")) {
        assertThat(lines)
            .as(scenario)
            .filteredOn(line -> line.startsWith("traceparent: 00-"))
            .hasSize(1);
      }
      lines.removeIf(line -> line.startsWith("traceparent: "));
      List<String> expected = comparable(plain.get(i));
      // One that was there already is replaced.
      expected.removeIf(line -> line.startsWith("traceparent: "));
      assertThat(lines).as(scenario).isEqualTo(expected);
    }
  }

  /** Sizes of chunks grow with the header; a password is the same. */
  private static List<String> commands(SmtpServer server) {
    return server.commands().stream()
        .map(command -> command.startsWith("BDAT") ? "BDAT" : command)
        .distinct()
        .sorted()
        .toList();
  }

  /** Ids are made of counters and the time, so their values differ; the application's do not. */
  private static List<String> comparable(SmtpServer.Message message) {
    List<String> lines = new ArrayList<>();
    for (String line : message.text().split("\r\n", -1)) {
      lines.add(
          line.replaceAll("----=_Part_\\d+_-?\\d+\\.\\d+", "BOUNDARY")
              .replaceAll("^Message-ID: <(t1|-?[0-9]+)\\..*>$", "Message-ID: made by the library"));
    }
    return lines;
  }
}
