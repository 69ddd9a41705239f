// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LineHeader;
import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.MailEvent;
import io.github.otelmail.bridge.parser.LogParser.Outcome;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostfixParserTest {
  private static final long SECOND = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    "postfix/qmgr[9], postfix, qmgr, 9",
    "postfix/submission/smtpd[9], postfix, smtpd, 9",
    "postfix-239.58.50.50/qmgr[9], postfix-239.58.50.50, qmgr, 9",
    "mail/smtp[9], mail, smtp, 9",
    "submission/smtpd[9], submission, smtpd, 9",
    "postfix/relay/smtp, postfix, smtp, 0"
  })
  void tag_ofPostfix_isTakenApart(String tag, String instance, String daemon, int pid) {
    String body = daemon.equals("smtp") ? "A1B2C3D4: host x said: y" : "A1B2C3D4: client=a[1]";
    String text = daemon.equals("qmgr") ? "A1B2C3D4: removed" : body;
    assertThat(Parsed.line("Nov 22 02:34:10 mx1 " + tag + ": " + text).header())
        .isEqualTo(
            new LineHeader(
                Instant.parse("2026-11-22T02:34:10Z").getEpochSecond() * SECOND,
                1_000_000,
                "mx1",
                instance,
                daemon,
                pid));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Nov 22 02:34:10 mx1 dovecot: lmtp(1): A1B2C3D4: saved",
        "Nov 22 02:34:10 mx1 smtpd[1]: A1B2C3D4: client=a[1.2.3.4]",
        "Nov 22 02:34:10 mx1 sendmail[1]: x",
        "Nov 22 02:34:10 mx1 postfix/policy-spf[1]: x",
        "Nov 22 02:34:10 mx1 /smtpd[1]: x",
        "Nov 22 02:34:10 mx1 -- MARK --",
        "Nov 22 02:34:10 mx1",
        "2026-11-22T02:34:10Z"
      })
  void line_ofAnotherProgram_isForeign(String line) {
    assertThat(Parsed.line(line).outcome()).isEqualTo(Outcome.FOREIGN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \t",
        "-- Boot 3f2a --",
        "Nov 22 02:34:10 mx1 last message repeated 3 times",
        "Nov 22 02:34:10 mx1 postfix[1]: fatal: x",
        "Nov 22 02:34:10 mx1 postfix/postfix-script[1]: warning: x"
      })
  void line_withoutMeaning_isIgnored(String line) {
    assertThat(Parsed.line(line).outcome()).isEqualTo(Outcome.IGNORED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish",
        "Nov 22",
        "Foo 22 02:34:10 mx1 postfix/qmgr[1]: x",
        "\u00e9",
        "{",
        "<22>",
        "{}"
      })
  void line_withoutTime_isMalformed(String line) {
    PostfixParser parser = Parsed.parser();
    assertThat(Parsed.line(parser, LogLine.of(line)).outcome()).isEqualTo(Outcome.MALFORMED);
    assertThat(parser.problem()).isEqualTo(PostfixParser.NO_HEADER);
    assertThat(parser.lastTimeMicros()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void problem_ofAnUnknownLine_isTheDaemon() {
    PostfixParser parser = Parsed.parser();
    Parsed.line(parser, LogLine.of("Nov 22 02:34:10 mx1 postfix/qmgr[1]: entirely new"));
    assertThat(parser.problem()).isEqualTo("qmgr");
  }

  @Test
  void twoSteps_tellTheTimeFirst() {
    PostfixParser parser = Parsed.parser();
    LogLine line = LogLine.of("2026-11-22T02:34:10.5Z mx1 postfix/qmgr[1]: A1B2C3D4: removed");
    List<MailEvent> events = new ArrayList<>();

    assertThat(parser.header(line)).isTrue();
    assertThat(parser.lastTimeMicros())
        .isEqualTo(Instant.parse("2026-11-22T02:34:10Z").getEpochSecond() * SECOND + 500_000);
    assertThat(parser.body((header, event) -> events.add(event))).isEqualTo(Outcome.PARSED);
    assertThat(events).containsExactly(new MailEvent.Removed("A1B2C3D4"));
  }

  @Test
  void lastTime_afterALineWithoutHeader_stays() {
    PostfixParser parser = Parsed.parser();
    parser.header(LogLine.of("2026-11-22T02:34:10Z mx1 x: y"));
    long time = parser.lastTimeMicros();
    assertThat(parser.header(LogLine.of("rubbish"))).isFalse();
    assertThat(parser.lastTimeMicros()).isEqualTo(time);
  }

  @Test
  void repeated_attempt_isToldEachTime() {
    Parsed parsed =
        Parsed.body(
            "smtp",
            "message repeated 3 times: [ A1B2C3D4: to=<r@e>, relay=none, delay=1, status=sent (x)]");
    assertThat(parsed.events()).hasSize(3).allMatch(parsed.events().get(0)::equals);
    assertThat(((MailEvent.Attempted) parsed.events().get(0)).reply().text()).isEqualTo("x");
  }

  @Test
  void repeated_veryOften_isBounded() {
    assertThat(
            Parsed.body("smtp", "message repeated 999999999 times: [ A1B2C3D4: host x said: y]")
                .events())
        .hasSize(PostfixParser.MAX_REPEATS);
  }

  @Test
  void repeated_anythingElse_isToldOnce() {
    assertThat(Parsed.body("qmgr", "message repeated 2 times: [ A1B2C3D4: removed]").event())
        .isEqualTo(new MailEvent.Removed("A1B2C3D4"));
    assertThat(Parsed.body("smtpd", "message repeated 2 times: [ connect from a[1]]").outcome())
        .isEqualTo(Outcome.IGNORED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message repeated 2 times: [ A1B2C3D4: rem",
        "message repeated x times: [ A1B2C3D4: removed]",
        "message repeated 0 times: [ A1B2C3D4: removed]",
        "message repeated 2 times A1B2C3D4: removed",
        "message repeated 2 times: [ "
      })
  void repeated_broken_isUnknown(String body) {
    assertThat(Parsed.body("qmgr", body).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void carriageReturnAndTrailingSpace_areNoPartOfTheText() {
    assertThat(Parsed.body("qmgr", "A1B2C3D4: removed  \r").event())
        .isEqualTo(new MailEvent.Removed("A1B2C3D4"));
  }

  @Test
  void zone_isThatOfTheLog() {
    PostfixParser parser = new PostfixParser(ZoneId.of("America/New_York"), () -> Parsed.REFERENCE);
    parser.header(LogLine.of("Nov 22 02:34:10 mx1 postfix/qmgr[1]: A1B2C3D4: removed"));
    assertThat(parser.lastTimeMicros())
        .isEqualTo(Instant.parse("2026-11-22T07:34:10Z").getEpochSecond() * SECOND);
  }

  @ParameterizedTest
  @CsvSource({
    "A1B2C3, true",
    "A1B2C, false",
    "a1b2c3d4, false",
    "3mPVKl0Mhjz7sXv, true",
    "3mPVKl0Mhjz, false",
    "3mPVKl0Mhz7sXv, false",
    "3mPVKl0Ahjz7sXv, false",
    "statistics, false",
    "0123456789012345678901234567890123456789, true",
    "01234567890123456789012345678901234567890, false"
  })
  void queueId_isToldFromOtherWords(String word, boolean expected) {
    assertThat(Parsed.body("qmgr", word + ": removed").outcome() == Outcome.PARSED)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A1B2C3D4:removed", "A1B2C3D4 removed", "A1B2C3D4", "A1B2C3D4:"})
  void queueId_withoutColonAndSpace_isNone(String body) {
    assertThat(Parsed.body("qmgr", body).outcome()).isEqualTo(Outcome.UNKNOWN);
  }
}
