// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.doctor.Finding.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {
  private static final Pattern ID = Pattern.compile("\"id\":\"([a-z-]+)\"");

  @TempDir Path directory;

  private String capture(String name) {
    return Cli.resource(directory, "captures/postfix/" + name + ".gz");
  }

  /** What real logs lack, most useful first. */
  @ParameterizedTest
  @CsvSource({
    "basic/mail.log, no-trace-context short-queue-ids whole-seconds",
    "header-log/mail.log, short-queue-ids whole-seconds",
    "rsyslog-rfc3339/mail.log, no-trace-context",
    "message-ids/mail.log, no-trace-context short-queue-ids no-message-ids whole-seconds",
    "two-hop/mx-a.log, no-trace-context short-queue-ids whole-seconds"
  })
  void captures_haveTheirFindings(String name, String ids) {
    Cli cli = Cli.doctor(directory, "--json", capture(name));
    assertThat(cli.exit()).isZero();
    List<String> found = ID.matcher(cli.out()).results().map(match -> match.group(1)).toList();
    assertThat(String.join(" ", found)).isEqualTo(ids);
  }

  @Test
  void text_saysWhatToChangeAndHow() throws IOException {
    Files.writeString(directory.resolve("main.cf"), "myhostname = mx1.example.com\n");
    Cli cli = Cli.doctor(directory, capture("basic/mail.log"));
    assertThat(cli.out())
        .contains("and at " + directory)
        .contains("1. The trace context of mails is not logged")
        .contains(
            "apply   postconf -c "
                + directory
                + " -e 'header_checks = regexp:{{/^traceparent:/ INFO}}'")
        .contains("postfix -c " + directory + " reload")
        .contains("enable_long_queue_ids = yes");
  }

  @Test
  void theConfiguration_canBeLeftOut() throws IOException {
    Files.writeString(directory.resolve("main.cf"), "enable_long_queue_ids = yes\n");
    String log = capture("basic/mail.log");
    assertThat(Cli.doctor(directory, log).out()).contains("main.cf enables long ones");
    assertThat(Cli.doctor(directory, "--postfix-config=none", log).out())
        .contains("at no configuration of Postfix")
        .doesNotContain("main.cf enables");
  }

  @Test
  void addresses_areNotShown() {
    String out = Cli.doctor(directory, capture("bounces/mail.log")).out();
    assertThat(out).isNotEmpty().doesNotContain("@");
  }

  @Test
  void bothEndsOfALongLog_areLookedAt() {
    String line = "2026-11-22T02:34:46.051391+00:00 mx1 postfix/smtpd[1]: connect from a\n";
    String lost = "2026-11-22T02:34:47+00:00 mx1 x[1]: Suppressed 9 messages from a.service\n";
    String log =
        Cli.file(
            directory.resolve("log"), (line.repeat(5000) + lost).getBytes(StandardCharsets.UTF_8));
    Cli cli = Cli.doctor(directory, "--lines=100", log);
    assertThat(cli.out()).contains("9 lines are told to be dropped").contains("Looked at ");
    assertThat(cli.out()).doesNotContain("Looked at 5001 lines");
    assertThat(Cli.doctor(directory, "--lines=10000", log).out()).contains("Looked at 5001 lines");
  }

  @Test
  void whatCannotBeRead_isNamed() {
    Cli cli = Cli.doctor(directory, directory + "/nonexistent");
    assertThat(cli.exit()).isEqualTo(2);
    assertThat(cli.err()).contains("/nonexistent");
    Cli none = Cli.doctor(directory, "--postfix-config=" + directory, "-");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains(directory.resolve("main.cf") + " does not exist");
    assertThat(Cli.doctor(directory, "--lines=0", "-").exit()).isEqualTo(2);
  }

  @Test
  void readme_listsEveryFindingInItsOrder() throws IOException {
    List<String> rows =
        Files.readString(Path.of("README.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| finding |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> line.split("`", -1)[1])
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(Arrays.stream(Topic.values()).map(Topic::id).toList());
  }
}
