// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.capture.Capture;
import io.github.otelmail.bridge.capture.Truth;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON report of real logs equals what senders and destinations saw. */
class ReportTruthTest {
  @TempDir Path folder;

  private Cli json(String scenario) {
    return Cli.analyze(
        "--json",
        "--zone=UTC",
        "--addresses=full",
        Cli.resource(folder, "captures/postfix/" + scenario + "/mail.log.gz"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "greylist", "throttle", "slow", "bounces", "multi-recipient"})
  void deliveries_singleHop_equalTheTruth(String scenario) {
    Map<String, Values> byMessage =
        json(scenario).deliveries().stream()
            .filter(delivery -> Boolean.FALSE.equals(delivery.get("notification")))
            .collect(
                Collectors.toMap(
                    delivery -> key(delivery.text("message_id"), delivery.text("recipient")),
                    delivery -> delivery));
    List<Truth> messages =
        Capture.named(scenario).truth().stream()
            .filter(truth -> truth.kind().equals("message"))
            .toList();
    assertThat(messages).isNotEmpty().hasSameSizeAs(byMessage.keySet());
    for (Truth truth : messages) {
      String id = truth.messageId().replaceAll("^<|>$", "");
      String key = key(id, truth.recipient());
      Values delivery = Objects.requireNonNull(byMessage.get(key), key);
      assertThat(delivery.text("outcome")).as(truth.labId()).isEqualTo(truth.outcome());
      List<String> seen = codes(truth);
      if (!seen.isEmpty()) {
        assertThat(codes(delivery)).as(truth.labId()).containsSubsequence(seen);
      }
    }
  }

  private static String key(String messageId, String recipient) {
    return messageId + " " + recipient.toLowerCase(Locale.ROOT);
  }

  private static List<String> codes(Values delivery) {
    return delivery.objects("attempts").stream().map(attempt -> attempt.text("smtp_code")).toList();
  }

  /** Codes the destination sent; Postfix does not ask again while it holds a dead one back. */
  private static List<String> codes(Truth truth) {
    return truth.attempts().stream()
        .filter(attempt -> attempt.code() != 0)
        .map(attempt -> Integer.toString(attempt.code()))
        .toList();
  }

  @Test
  void summary_thousandsOfMessages_countsEveryOne() {
    Values summary = json("mix-large").summary();
    List<String> log = CapturedLog.lines("mix-large/mail.log");
    Map<String, Long> attempts =
        log.stream()
            .filter(line -> line.contains(", status="))
            .collect(
                Collectors.groupingBy(
                    line -> line.replaceAll("(?s).*?, status=(\\w+).*", "$1"),
                    Collectors.counting()));
    assertThat(summary.number("messages"))
        .isEqualTo(
            (double)
                log.stream()
                    .filter(line -> line.contains("(queue active)") && !line.contains("from=<>"))
                    .map(line -> line.substring(0, line.indexOf(": from=")))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .distinct()
                    .count());
    for (String status : List.of("sent", "deferred", "bounced")) {
      assertThat(
              summary.object("attempts").number(status)
                  + summary.object("notification_attempts").number(status))
          .as(status)
          .isEqualTo(attempts.getOrDefault(status, 0L).doubleValue());
    }
    assertThat(summary.object("lines").number("total")).isEqualTo(log.size());
    assertThat(summary.object("lines").object("unparsed").names()).isEmpty();
  }

  @Test
  void summary_twoHosts_countsEachMessageOnce() {
    String a = Cli.resource(folder, "captures/postfix/two-hop/mx-a.log.gz");
    String b = Cli.resource(folder, "captures/postfix/two-hop/mx-b.log.gz");
    for (String[] order : new String[][] {{a, b}, {b, a}}) {
      Values summary = Cli.analyze("--json", "--zone=UTC", order[0], order[1]).summary();
      assertThat(summary.number("messages")).isEqualTo(45);
      assertThat(summary.object("outcomes").number("delivered")).isEqualTo(35);
      assertThat(summary.object("outcomes").number("bounced")).isEqualTo(7);
      assertThat(summary.object("outcomes").number("expired")).isEqualTo(3);
      assertThat(summary.number("notifications")).isEqualTo(10);
    }
  }
}
