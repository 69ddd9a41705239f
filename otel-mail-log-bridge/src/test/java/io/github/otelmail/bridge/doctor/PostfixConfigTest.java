// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class PostfixConfigTest {
  @TempDir Path directory;

  private PostfixConfig read(String main, String master) throws IOException {
    Files.writeString(directory.resolve("main.cf"), main);
    Files.writeString(directory.resolve("master.cf"), master);
    return PostfixConfig.read(directory);
  }

  @Test
  void parameters_areReadAsPostfixReadsThem() throws IOException {
    PostfixConfig config =
        read(
            """
            # enable_long_queue_ids = no
            enable_long_queue_ids=no

            enable_long_queue_ids =
            # between
              yes
            myorigin = a
            \tb
            """,
            "");
    assertThat(config.isYes("enable_long_queue_ids")).isTrue();
    assertThat(config.parameter("myorigin")).isEqualTo("a b");
    assertThat(config.parameter("header_checks")).isEmpty();
  }

  @Test
  void services_areReadWithTheirOptions() throws IOException {
    PostfixConfig config =
        read(
            "",
            """
            smtp inet n - y - - smtpd
            submission inet n - y - - smtpd
              -o syslog_name=mua
              -o smtpd_tls_security_level=encrypt
            """);
    assertThat(config.services()).hasSize(2);
    PostfixConfig.Service submission = config.services().get(1);
    assertThat(submission.override("syslog_name")).isEqualTo("mua");
    assertThat(submission.override("content_filter")).isEmpty();
    assertThat(submission.key("syslog_name")).isEqualTo("submission/inet/syslog_name");
  }

  @Test
  void syslogName_isThatOfTheInstance() throws IOException {
    assertThat(read("", "").syslogName()).isEqualTo("postfix");
    assertThat(read("multi_instance_name = postfix-out\n", "").syslogName())
        .isEqualTo("postfix-out");
    assertThat(read("syslog_name = mta\n", "").syslogName()).isEqualTo("mta");
  }

  @Test
  void traceRule_isFoundInLineAndInFiles() throws IOException {
    assertThat(read("header_checks = regexp:{{/^traceparent:/ INFO}}\n", "").logsTraceContext())
        .isTrue();
    Path table = Files.writeString(directory.resolve("checks"), "#/^traceparent:/ INFO\n");
    String main = "header_checks = pcre:/nonexistent, regexp:" + table + "\n";
    assertThat(read(main, "").logsTraceContext()).isFalse();
    Files.writeString(table, "/^traceparent:/ INFO\n");
    assertThat(read(main, "").logsTraceContext()).isTrue();
  }

  @Test
  void aMissingFile_isNamed() {
    assertThatThrownBy(() -> PostfixConfig.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("main.cf");
  }

  static boolean hasPostconf() {
    return Files.isExecutable(Path.of("/usr/sbin/postconf"));
  }

  @Test
  @EnabledIf("hasPostconf")
  void theOutputOfPostconf_isReadToo() throws IOException, InterruptedException {
    read(
        """
        compatibility_level = 3.6
        enable_long_queue_ids = yes
        syslog_name = mta
        """,
        "smtp inet n - y - - smtpd\n");
    Path output = directory.resolve("postconf");
    Process postconf =
        new ProcessBuilder("/usr/sbin/postconf", "-c", directory.toString(), "-n")
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(postconf.waitFor()).isZero();
    PostfixConfig config = PostfixConfig.read(output);
    assertThat(config.isYes("enable_long_queue_ids")).isTrue();
    assertThat(config.syslogName()).isEqualTo("mta");
  }

  /** What the doctor proposes must be what Postfix understands. */
  @Test
  @EnabledIf("hasPostconf")
  void theProposedRule_isTakenByPostconf() throws IOException, InterruptedException {
    read("compatibility_level = 3.6\n", "submission inet n - y - - smtpd\n");
    String[][] commands = {
      {"-e", "header_checks = regexp:{{/^traceparent:/ INFO}}"},
      {"-P", "submission/inet/syslog_name=postfix/submission"}
    };
    for (String[] command : commands) {
      Process postconf =
          new ProcessBuilder(
                  "/usr/sbin/postconf", "-c", directory.toString(), command[0], command[1])
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(postconf.waitFor()).isZero();
    }
    PostfixConfig config = PostfixConfig.read(directory);
    assertThat(config.logsTraceContext()).isTrue();
    assertThat(config.services().get(0).override("syslog_name")).isEqualTo("postfix/submission");
  }
}
