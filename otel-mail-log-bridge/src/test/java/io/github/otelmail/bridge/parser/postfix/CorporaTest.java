// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.event.MailEvent.Attempted;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Other people's samples, and whole logs: every line is understood. */
final class CorporaTest {
  private static final String WHYSCREAM = "/corpora/whyscream-postfix-grok-patterns/test";

  /** Samples of parts of lines: a relay, delays, counters, a TLS feature status. */
  private static final Set<String> FRAGMENTS =
      Set.of("delays", "command_counter_data", "relay", "tls_features");

  static List<Path> whyscream() {
    return TestLogs.files(WHYSCREAM, ".yaml");
  }

  static List<Path> captured() {
    return TestLogs.captured();
  }

  @Test
  void corpora_areComplete() {
    assertThat(whyscream()).hasSize(191);
    assertThat(whyscream().stream().filter(CorporaTest::isFragment)).hasSize(13);
    assertThat(captured()).hasSizeGreaterThanOrEqualTo(8);
  }

  @ParameterizedTest
  @MethodSource("whyscream")
  void whyscream_line_hasTheExpectedFields(Path file) {
    if (isFragment(file)) {
      return;
    }
    Map<String, String> sample = Yaml.read(TestLogs.lines(file));
    Parsed parsed = Parsed.body(daemon(file), sample.getOrDefault("data", ""));
    assertThat(parsed.outcome()).isIn(Outcome.PARSED, Outcome.IGNORED);
    for (MailEvent event : parsed.events()) {
      assertFields(sample, event);
    }
    if (sample.containsKey("postfix_status")
        && sample.getOrDefault("pattern", "").matches(".*(SMTP|LMTP|PIPE).*")) {
      assertThat(parsed.attempt()).isNotNull();
    }
  }

  private static void assertFields(Map<String, String> sample, MailEvent event) {
    if (event instanceof Attempted attempt) {
      assertThat(attempt.queueId()).isEqualTo(sample.get("postfix_queueid"));
      assertThat(attempt.status().name())
          .isEqualTo(sample.getOrDefault("postfix_status", "sent").toUpperCase(Locale.ROOT));
      String fields = sample.get("postfix_keyvalue_data");
      assertThat(fields)
          .contains("relay=" + attempt.relay().name())
          .contains(attempt.recipient())
          .contains(attempt.tls() == null ? "" : "tls=" + attempt.tls() + ",")
          .contains("dsn=" + attempt.reply().enhanced());
      assertThat(sample.get("data")).endsWith(" (" + attempt.reply().text() + ")");
    } else if (event instanceof MailEvent.Accepted accepted) {
      assertThat(accepted.queueId()).isEqualTo(sample.get("postfix_queueid"));
      assertThat(sample.get("postfix_keyvalue_data"))
          .startsWith("client=" + accepted.clientName() + "[" + accepted.clientAddress() + "]");
    } else if (event instanceof MailEvent.MessageIdSeen seen) {
      assertThat(seen.queueId()).isEqualTo(sample.get("postfix_queueid"));
      assertThat(seen.messageId() == null ? "" : seen.messageId())
          .isEqualTo(sample.get("postfix_message-id"));
    } else if (event instanceof MailEvent.Activated active) {
      assertThat(sample.get("postfix_keyvalue_data"))
          .isEqualTo(
              "from=<%s>, size=%d, nrcpt=%d"
                  .formatted(active.sender(), active.size(), active.recipientCount()));
    } else if (event instanceof MailEvent.Notified notified) {
      assertThat(notified.queueId()).isEqualTo(sample.get("postfix_queueid"));
      assertThat(notified.notificationQueueId()).isEqualTo(sample.get("postfix_bounce_queueid"));
    } else if (event instanceof MailEvent.Refused refused) {
      assertThat(refused.queueId())
          .isEqualTo(
              "NOQUEUE".equals(sample.get("postfix_queueid"))
                  ? null
                  : sample.get("postfix_queueid"));
    } else if (event instanceof MailEvent.Submitted submitted) {
      assertThat(sample.get("postfix_keyvalue_data"))
          .isEqualTo("uid=%d from=<%s>".formatted(submitted.uid(), submitted.sender()));
    }
  }

  @Test
  void exporter_lines_areAllUnderstood() {
    List<String> lines =
        TestLogs.lines(
            TestLogs.files("/corpora/Hsn723-postfix_exporter", "extracted_log_lines.txt").get(0));
    PostfixParser parser = Parsed.parser();
    Map<Outcome, Integer> outcomes = new TreeMap<>();
    for (String line : lines) {
      outcomes.merge(Parsed.line(parser, LogLine.of(line)).outcome(), 1, Integer::sum);
    }
    assertThat(outcomes).isEqualTo(Map.of(Outcome.PARSED, 44, Outcome.IGNORED, 23));
  }

  @ParameterizedTest
  @MethodSource("captured")
  void capturedLog_hasNoLineThatIsNotUnderstood(Path file) {
    PostfixParser parser = Parsed.parser();
    List<String> lines = TestLogs.lines(file);
    assertThat(lines).isNotEmpty();
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(Parsed.line(parser, LogLine.of(line)).outcome())
                    .isIn(Outcome.PARSED, Outcome.IGNORED));
  }

  private static boolean isFragment(Path file) {
    String data = Yaml.read(TestLogs.lines(file)).getOrDefault("data", "");
    return FRAGMENTS.contains(kind(file)) && !data.contains("status=");
  }

  /** The file name without its number. */
  private static String kind(Path file) {
    return file.getFileName().toString().replaceAll("_\\d+\\.yaml$", "");
  }

  private static String daemon(Path file) {
    return switch (kind(file)) {
      case "tls_features" -> "smtp";
      case "script" -> "postfix-script";
      case "trivial_rewrite" -> "trivial-rewrite";
      default -> kind(file);
    };
  }
}
