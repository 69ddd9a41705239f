// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.doctor.Finding.Topic;
import io.github.otelmail.bridge.event.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
  private static final String STAMP = "2026-11-22T02:34:46.051391+00:00 mx1 ";
  private static final String ID = "4TwNdH5zwCz7fxV";

  /** The log of one mail, in which nothing is missing. */
  private static final String GOOD =
      postfix("smtpd", "client=a.example[192.0.2.1]")
          + postfix("cleanup", "message-id=<1@a.example>")
          + postfix(
              "cleanup",
              "info: header traceparent:"
                  + " 00-9a0e32361246c357c2c4cd7c03f1ffcd-a907268eab5e8ee1-01 from a; from=<a>")
          + postfix("qmgr", "removed")
          + postfix("smtp", "to=<b@b.example>, relay=b, dsn=2.0.0, status=sent (250 ok)");

  private static final String WELL_CONFIGURED =
      "enable_long_queue_ids = yes\nheader_checks = regexp:{{/^traceparent:/ INFO}}\n";

  @TempDir Path directory;

  private static String postfix(String daemon, String text) {
    return STAMP + "postfix/" + daemon + "[1]: " + ID + ": " + text + "\n";
  }

  private static String other(String text) {
    return STAMP + text + "\n";
  }

  private static List<Finding> findings(String log, @Nullable PostfixConfig config) {
    LogFacts facts = new LogFacts();
    log.lines().forEach(line -> facts.line(LogLine.of(line)));
    return Diagnosis.of(facts, config);
  }

  private static Finding only(String log, @Nullable PostfixConfig config) {
    List<Finding> findings = findings(log, config);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private PostfixConfig config(String main, String master) throws IOException {
    Files.writeString(directory.resolve("main.cf"), main);
    Files.writeString(directory.resolve("master.cf"), master);
    return PostfixConfig.read(directory);
  }

  private String command(String name, String arguments) {
    return name + " -c " + directory + " " + arguments;
  }

  @Test
  void aGoodLog_hasNoFindings() throws IOException {
    assertThat(findings(GOOD.repeat(3), null)).isEmpty();
    assertThat(findings(GOOD.repeat(3), config(WELL_CONFIGURED, ""))).isEmpty();
  }

  @Test
  void aLogOfSomethingElse_isTold() {
    assertThat(only(other("systemd[1]: started"), null).topic())
        .isEqualTo(Topic.NOTHING_OF_POSTFIX);
    assertThat(only("", null).topic()).isEqualTo(Topic.NOTHING_OF_POSTFIX);
    assertThat(only("\u0000\uFFFF[[[\n<>: {\n{\"a\":\n", null).seen()).contains("3 of them");
  }

  @Test
  void suppressedLines_areCounted() {
    Finding finding =
        only(
            GOOD
                + other("systemd-journald[7]: Suppressed 120 messages from postfix.service")
                + other("rsyslogd: imuxsock[pid: 3]: 30 messages lost due to rate-limiting"),
            null);
    assertThat(finding.topic()).isEqualTo(Topic.LOST_LINES);
    assertThat(finding.seen()).startsWith("150 lines");
    assertThat(finding.change()).contains("RateLimitIntervalSec=0");
  }

  @Test
  void foldedLines_areTold() {
    String line = other("postfix/smtpd[1]: message repeated 3 times: [ connect from a]");
    assertThat(only(GOOD + line, null).topic()).isEqualTo(Topic.FOLDED_LINES);
  }

  @Test
  void cutLines_areToldApartByWhoCutThem() {
    Finding bySyslog =
        only(GOOD + postfix("smtp", "to=<b@b>, status=sent (250 " + "x".repeat(900)), null);
    assertThat(bySyslog.topic()).isEqualTo(Topic.CUT_LINES);
    assertThat(bySyslog.change()).contains("maxMessageSize");
    Finding byPostfix =
        only(GOOD + postfix("smtp", "to=<b@b>, status=sent (250 " + "x".repeat(2000)), null);
    assertThat(byPostfix.change()).contains("Postfix itself");
    assertThat(byPostfix.apply()).isEmpty();
  }

  @Test
  void namesThatSplitAMail_areTold() {
    Finding finding = only(GOOD.replace("postfix/smtpd", "submission/smtpd"), null);
    assertThat(finding.topic()).isEqualTo(Topic.SPLIT_NAMES);
    assertThat(finding.seen()).contains("postfix, submission");
  }

  @Test
  void optionsInBraces_areReadToo() throws IOException {
    PostfixConfig config =
        config(
            WELL_CONFIGURED,
            """
            submission inet n - y - - smtpd -o { syslog_name = submission }
            after inet n - y - - smtpd
             -o {receive_override_options=no_milters, no_header_body_checks}
            """);
    assertThat(findings(GOOD, config))
        .extracting(Finding::topic)
        .containsExactly(Topic.SPLIT_NAMES, Topic.UNCHECKED_HEADERS);
  }

  @Test
  void serviceBesideAnInstanceNameWithASlash_isToldUntilItIsChangedAsToldAndNoLonger()
      throws IOException {
    String main = WELL_CONFIGURED + "syslog_name = postfix/out\n";
    String service = "submission inet n - y - - smtpd -o syslog_name=";
    Finding finding = only(GOOD, config(main, service + "msa\n"));
    assertThat(finding.change()).contains("syslog_name=postfix/out/msa");
    assertThat(findings(GOOD, config(main, service + "postfix/out/msa\n"))).isEmpty();
  }

  @Test
  void servicesThatHideLines_areToldHowToChange() throws IOException {
    PostfixConfig config =
        config(
            WELL_CONFIGURED,
            """
            submission inet n - y - - smtpd -o syslog_name=submission
            smtps inet n - y - - smtpd -o syslog_name=postfix/smtps
            after inet n - y - - smtpd
             -o receive_override_options=no_header_body_checks
            """);
    List<Finding> findings = findings(GOOD, config);
    assertThat(findings)
        .extracting(Finding::topic)
        .containsExactly(Topic.SPLIT_NAMES, Topic.UNCHECKED_HEADERS);
    assertThat(findings.get(0).apply())
        .contains(command("postconf", "-P 'submission/inet/syslog_name=postfix/submission'"));
    assertThat(findings.get(1).seen()).contains("after");
  }

  @Test
  void twoInstancesOfOneName_areTold() {
    String started = "postfix/master[1]: daemon started -- version 3.7.11, configuration ";
    Finding finding =
        only(GOOD + other(started + "/etc/postfix") + other(started + "/etc/postfix-out"), null);
    assertThat(finding.topic()).isEqualTo(Topic.SHARED_NAMES);
    assertThat(finding.apply())
        .contains("postconf -c /etc/postfix-out -e 'syslog_name = postfix-out'");
  }

  @Test
  void replacedMessageIds_areTold() {
    String line = postfix("cleanup", "replace: header Message-ID: <a@b> from x: Message-Id: <c@d>");
    assertThat(only(GOOD + line, null).topic()).isEqualTo(Topic.REWRITTEN_IDS);
  }

  @Test
  void mailsWithoutMessageId_areTold() throws IOException {
    String log = GOOD.replace("<1@a.example>", "<>");
    assertThat(only(log, null).topic()).isEqualTo(Topic.NO_MESSAGE_IDS);
    PostfixConfig adding = config(WELL_CONFIGURED + "always_add_missing_headers = yes\n", "");
    assertThat(findings(log, adding)).isEmpty();
  }

  @Test
  void shortIds_areTold() throws IOException {
    String log = GOOD.replace(ID, "4F5C64474F");
    Finding finding = only(log, null);
    assertThat(finding.topic()).isEqualTo(Topic.SHORT_QUEUE_IDS);
    assertThat(finding.apply())
        .containsExactly("postconf -e 'enable_long_queue_ids = yes'", "postfix reload");
    assertThat(only(log, config(WELL_CONFIGURED, "")).seen()).contains("main.cf enables");
  }

  @Test
  void wholeSeconds_areTold() throws IOException {
    String log = GOOD.replace(".051391", "");
    assertThat(only(log, null).change()).contains("RSYSLOG_FileFormat", "--journald");
    PostfixConfig own = config(WELL_CONFIGURED + "maillog_file = /var/log/postfix.log\n", "");
    Finding finding = only(log, own);
    assertThat(finding.topic()).isEqualTo(Topic.WHOLE_SECONDS);
    assertThat(finding.apply()).contains(command("postconf", "-X maillog_file"));
  }

  @Test
  void aRuleForTheTraceContext_isAddedToThoseThatAreThere() throws IOException {
    String log = GOOD.replace("traceparent", "subject").repeat(3);
    String checks = "header_checks = pcre:/etc/postfix/checks";
    PostfixConfig config = config(checks + "\nenable_long_queue_ids = yes\n", "");
    Finding unknown = only(log, config);
    assertThat(unknown.topic()).isEqualTo(Topic.NO_TRACE_CONTEXT);
    assertThat(unknown.change()).startsWith(checks + ", regexp:/etc/postfix/traceparent");
    assertThat(unknown.apply().get(0)).startsWith("echo '/^traceparent:/ INFO' >");
    String started = "postfix/master[1]: daemon started -- version 3.10.1, configuration /e\n";
    Finding known = only(log + other(started), config);
    assertThat(known.apply())
        .containsExactly(
            command("postconf", "-e '" + checks + ", regexp:{{/^traceparent:/ INFO}}'"),
            command("postfix", "reload"));
    assertThat(only(log, config(WELL_CONFIGURED, "")).seen()).contains("main.cf logs traceparent");
  }

  @Test
  void missingDaemons_areNamed() {
    String line = postfix("smtpd", "client=a.example[192.0.2.1]");
    String log = line + line.replace(ID, "4TwNdH5zwCz7fxW") + line.replace(ID, "4TwNdH5zwCz7fxX");
    Finding finding = only(log, null);
    assertThat(finding.topic()).isEqualTo(Topic.MISSING_DAEMONS);
    assertThat(finding.seen()).contains("cleanup", "qmgr", "smtp, lmtp").doesNotContain("pickup");
  }
}
