// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SyslogHeaderTest {
  private static final String STAMP = "2026-11-02T02:34:10";

  private final SyslogHeader header =
      new SyslogHeader(
          new SyslogClock(ZoneOffset.ofHours(1), () -> micros("2026-11-22T12:00:00Z")));
  private final ByteKeyCache<String> names = new ByteKeyCache<>(name -> name);

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "Nov  2 02:34:10 | 01:34:10Z | 1000000",
        "Nov 02 02:34:10 | 01:34:10Z | 1000000",
        "Nov 2 02:34:10 | 01:34:10Z | 1000000",
        "Nov  2 02:34:10.123456 | 01:34:10.123456Z | 1",
        "Nov  2 2026 02:34:10 | 01:34:10Z | 1000000",
        "Nov  2 02:33:60 | 01:34:00Z | 1000000",
        "<22>Nov  2 02:34:10 | 01:34:10Z | 1000000",
        "2026-11-02T02:34:10.572449+01:00 | 01:34:10.572449Z | 1",
        "2026-11-02T02:34:10.572449Z | 02:34:10.572449Z | 1",
        "2026-11-02T02:34:10.572Z | 02:34:10.572Z | 1000",
        "2026-11-02T02:34:10,5Z | 02:34:10.5Z | 100000",
        "2026-11-02T02:34:10.572449123Z | 02:34:10.572449Z | 1",
        "2026-11-02T02:34:10+0000 | 02:34:10Z | 1000000",
        "2026-11-02T02:34:10-02 | 04:34:10Z | 1000000",
        "2026-11-02T02:34:10-02:30 | 05:04:10Z | 1000000",
        "2026-11-02T02:34:10 | 01:34:10Z | 1000000",
        "2026-11-02 02:34:10.25 | 01:34:10.25Z | 10000",
        "<22>2026-11-02T02:34:10Z | 02:34:10Z | 1000000"
      })
  void stamp_ofAnyForm_isRead(String stamp, String time, int resolution) {
    read(stamp + " mx1 postfix/smtp[12]: text");
    assertThat(header.timeMicros()).isEqualTo(micros("2026-11-02T" + time));
    assertThat(header.resolutionMicros()).isEqualTo(resolution);
    assertHeader("mx1", "postfix/smtp", 12, "text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Nov",
        "Nov  2 02:34:1",
        "Nox  2 02:34:10 a b: c",
        "Nov 32 02:34:10 a b: c",
        "Nov  0 02:34:10 a b: c",
        "Feb 30 02:34:10 a b: c",
        "Nov-02 02:34:10 a b: c",
        "Nov 02-02:34:10 a b: c",
        "Nov 02 24:34:10 a b: c",
        "Nov 02 02:60:10 a b: c",
        "Nov 02 02:34:61 a b: c",
        "Nov 02 02.34:10 a b: c",
        "Nov 02 02:34.10 a b: c",
        "Nov 02 xx:34:10 a b: c",
        "Nov 02 02:xx:10 a b: c",
        "Nov 02 02:34:xx a b: c",
        "Nov 02 02:34:10x a b: c",
        "2026-11-02x02:34:10Z a b: c",
        "2026-13-02T02:34:10Z a b: c",
        "2026-02-29T02:34:10Z a b: c",
        "2026-02-29T02:34:10 a b: c",
        "2026-02-29T02:34:10+01:00 a b: c",
        "2026-11-02T02:34:10+xx a b: c",
        "2026-11-02T02:34:10+19:00 a b: c",
        "2026/11-02T02:34:10Z a b: c",
        "2026-11/02T02:34:10Z a b: c",
        "2026-11-xxT02:34:10Z a b: c",
        "2026-xx-02T02:34:10Z a b: c",
        "2026-11-02T02:34:xxZ a b: c",
        "20",
        "<22",
        "<22>",
        "<22222>Nov 02 02:34:10 a b: c",
        "<22>1 - host app 1 - - text",
        "2026-11-02T02:34:10Z stdout F rubbish",
        "{\"log\":\"rubbish\"}",
        "{\"log\":\"\",\"time\":\"2026-11-02T02:34:10Z\"}",
        "{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"12\"}",
        "{\"MESSAGE\":\"x\"",
        "{\"MESSAGE\"",
        "{\"MESSAGE\":[1,[2]]",
        "{]"
      })
  void line_withoutStamp_isRefused(String line) {
    assertThat(header.read(LogLine.of(line))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "mx1 postfix/qmgr[1]: text | mx1 | postfix/qmgr | 1 | text",
        "mx1 postfix/qmgr: text | mx1 | postfix/qmgr | 0 | text",
        "mx1 postfix/qmgr[x]: text | mx1 | postfix/qmgr | 0 | text",
        "mx1 postfix/qmgr[1] text | mx1 | postfix/qmgr | 1 | text",
        "mx1 postfix/qmgr[1 text | mx1 | postfix/qmgr | 1 | ~~",
        "mx1   postfix/qmgr[1]:    text | mx1 | postfix/qmgr | 1 | text",
        "mx1 last message repeated 3 times | mx1 | ~~ | 0 | last message repeated 3 times",
        "mx1 | mx1 | ~~ | 0 | ~~",
        "postfix/qmgr[1]: text | ~~ | postfix/qmgr | 1 | text",
        "2001:db8:: postfix/qmgr[1]: text | 2001:db8:: | postfix/qmgr | 1 | text",
        "mx1 postfix/qmgr[1]: [ID 197553 mail.info] text | mx1 | postfix/qmgr | 1 | text",
        "mx1 postfix/qmgr[1]: [ID 197553 | mx1 | postfix/qmgr | 1 | ~~",
        "mx1 postfix/qmgr[99999999999]: text | mx1 | postfix/qmgr | 2147483647 | text",
        "mx1 postfix/qmgr[9999999999999999999999]: text | mx1 | postfix/qmgr | 0 | text"
      })
  void hostAndTag_ofAnyForm_areRead(String line, String host, String tag, int pid, String text) {
    read(STAMP + "Z " + line);
    assertHeader(host, tag, pid, text);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "mx1 postfix/smtp 12 - - text | mx1 | postfix/smtp | 12 | text",
        "mx1 postfix/smtp - - - text | mx1 | postfix/smtp | 0 | text",
        "- - - - - text | ~~ | ~~ | 0 | text",
        "mx1 postfix/smtp 12 ID [a b=\"]\\\"[\"][c] text | mx1 | postfix/smtp | 12 | text",
        "mx1 postfix/smtp 12 ID [a b=\"x | mx1 | postfix/smtp | 12 | ~~",
        "mx1 postfix/smtp 12 - - \ufefftext | mx1 | postfix/smtp | 12 | text",
        "mx1 | mx1 | ~~ | 0 | ~~",
        "mx1 postfix/smtp | mx1 | postfix/smtp | 0 | ~~"
      })
  void rfc5424_isRead(String line, String host, String tag, int pid, String text) {
    read("<22>1 " + STAMP + "Z " + line);
    assertHeader(host, tag, pid, text);
    assertThat(header.timeMicros()).isEqualTo(micros(STAMP + "Z"));
  }

  @Test
  void byteOrderMark_atTheStart_isSkipped() {
    read("\uFEFFNov 22 02:34:10 mx1 postfix/qmgr[16]: text");
    assertHeader("mx1", "postfix/qmgr", 16, "text");
    read("\uFEFF{\"log\":\"Nov 22 02:34:10 mx1 postfix/qmgr[16]: text\"}");
    assertHeader("mx1", "postfix/qmgr", 16, "text");
  }

  @Test
  void journalJson_isTakenOutOfItsEnvelope() {
    read(
        "{\"__CURSOR\":\"s=1\",\"__REALTIME_TIMESTAMP\":\"1793586850572449\",\"_HOSTNAME\":\"mx1\","
            + "\"SYSLOG_IDENTIFIER\":\"postfix/smtp\",\"_PID\":\"12\",\"PRIORITY\":6,"
            + "\"nested\":{\"MESSAGE\":\"no\"},\"list\":[{\"log\":1}],\"none\":null,"
            + "\"MESSAGE\":\"A1: \\\"gr\u00fc\u00dfe\\\"\"}");
    assertHeader("mx1", "postfix/smtp", 12, "A1: \"gr\u00fc\u00dfe\"");
    assertThat(header.timeMicros()).isEqualTo(micros("2026-11-02T02:34:10.572449Z"));
    assertThat(header.resolutionMicros()).isEqualTo(1);
  }

  @Test
  void journalJson_messageAsBytes_isRead() {
    read(
        "{\"__REALTIME_TIMESTAMP\":\"1793586850572449\",\"SYSLOG_IDENTIFIER\":\"x\",\"pid\":true,"
            + "\"MESSAGE\":[116,101,120,116]}");
    assertHeader("", "x", 0, "text");
  }

  @Test
  void dockerJson_withASyslogLineInside_takesTheOuterTime() {
    read(
        "{\"log\":\"Nov  2 03:34:10 mx1 postfix/smtp[12]: text\\n\",\"stream\":\"stdout\","
            + "\"time\":\"2026-11-02T02:34:10.572449123Z\"}");
    assertHeader("mx1", "postfix/smtp", 12, "text");
    assertThat(header.timeMicros()).isEqualTo(micros("2026-11-02T02:34:10.572449Z"));
  }

  @Test
  void json_withoutOuterTime_takesTheInner() {
    read("{\"message\":\"Nov  2 03:34:10 mx1 postfix/smtp[12]: text\"}");
    assertHeader("mx1", "postfix/smtp", 12, "text");
    assertThat(header.timeMicros()).isEqualTo(micros("2026-11-02T02:34:10Z"));
  }

  @Test
  void json_messageThatBeginsWithItsTag_isRead() {
    read("{\"log\":\"postfix/smtp[12]: text\",\"time\":\"2026-11-02T02:34:10Z\",\"host\":\"h\"}");
    assertHeader("h", "postfix/smtp", 12, "text");
  }

  @Test
  void json_insideJson_isNotOpened() {
    read("{\"log\":\"{\\\"log\\\":1}\",\"time\":\"2026-11-02T02:34:10Z\",\"ident\":\"t\"}");
    assertHeader("", "t", 0, "{\"log\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdout F ", "stderr F "})
  void containerRuntimeLine_takesTheOuterTime(String stream) {
    read("2026-11-02T02:34:10.5Z " + stream + "Nov  2 03:00:00 mx1 postfix/smtp[12]: text");
    assertHeader("mx1", "postfix/smtp", 12, "text");
    assertThat(header.timeMicros()).isEqualTo(micros("2026-11-02T02:34:10.5Z"));
    assertThat(header.resolutionMicros()).isEqualTo(100_000);
  }

  @Test
  void containerRuntimeLine_insideAnother_isNotOpened() {
    String stamp = STAMP + "Z stdout F ";
    read(stamp.repeat(50_000));
    assertThat(header.tag(names)).isEmpty();
  }

  private void read(String line) {
    assertThat(header.read(LogLine.of(line))).isTrue();
  }

  private void assertHeader(String host, String tag, int pid, String text) {
    assertThat(header.host(names)).isEqualTo(host);
    assertThat(header.tag(names)).isEqualTo(tag);
    assertThat(header.pid()).isEqualTo(pid);
    assertThat(header.body().rest()).isEqualTo(text);
  }

  private static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }
}
