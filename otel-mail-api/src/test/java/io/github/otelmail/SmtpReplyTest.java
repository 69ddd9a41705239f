// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpReplyTest {

  /** Replies as the servers' sources and manuals have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "250 2.0.0 Ok: queued as 4F2A3B1C2D | 4F2A3B1C2D",
        "250 2.0.0 Ok: 1234 bytes queued as 4bQxYz1vGzzJ5x | 4bQxYz1vGzzJ5x",
        "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 77F2B | 77F2B",
        "250 OK id=1tJ5aB-0007Xy-2Q | 1tJ5aB-0007Xy-2Q",
        "250 OK id=1tJ5aB-00000007Xy1-2Qab | 1tJ5aB-00000007Xy1-2Qab",
        "250 2.0.0 4AMBtXxk012345 Message accepted for delivery | 4AMBtXxk012345",
        "250 2.0.0: 1f2e3d4c Message accepted for delivery | 1f2e3d4c",
        "250 2.0.0 1f2e3d4c Message accepted for delivery | 1f2e3d4c",
        "250 OK ids=d7ef132b5d7711ea8c8c000c29c33806,e7ef132b5d7711ea8c8c000c29c33806 | d7ef132b5d7711ea8c8c000c29c33806",
        "250 2.6.0 <x@y.example> [InternalId=12345678, Hostname=EX.example] Queued mail for delivery | 12345678",
        "250 Message Queued (A1B2C3D4-E5F6-47A8-9B0C-D1E2F3A4B5C6.1) | A1B2C3D4-E5F6-47A8-9B0C-D1E2F3A4B5C6.1",
        "250 2.0.0 OK  1700000000 a1-20020a170906c0d100b.12 - gsmtp | a1-20020a170906c0d100b.12",
        "250 Ok 0100018bc6f3d2a4-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d-000000 | 0100018bc6f3d2a4-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d-000000",
        "250 Ok: queued as wYxz-12_AbC | wYxz-12_AbC",
        "250 ok queued as <AB12CD> | AB12CD"
      })
  void queueId_isThatOfTheServer(String text, String id) {
    assertThat(SmtpReply.parse(text).queueId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250 2.0.0 Message accepted for delivery",
        "250 Message accepted for delivery",
        "250 2.0.0 Ok",
        "250 OK",
        "250 Ok 0100018bc6f3d2a4",
        "250 queued as ",
        "550 5.1.1 queued as 4F2A3B1C2D",
        "451 id=1tJ5aB-0007Xy-2Q"
      })
  void queueId_isNullWhereNoneIsTold(String text) {
    assertThat(SmtpReply.parse(text).queueId()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "250 2.0.0 Ok | 2.0.0",
        "450 4.7.1 greylisted | 4.7.1",
        "550-5.1.1 no such | 5.1.1",
        "550 5.7.133 no | 5.7.133",
        "550 5.1.1: no | 5.1.1",
        "250 5.0.0 not its class | -",
        "550 5.1 no | -",
        "550 5.1.1.1 no | -",
        "550 5.1.1234 no | -",
        "550 15.1.1 no | -",
        "550 1.2.3.4 is listed | -",
        "550 no such user | -",
        "550 | -"
      })
  void enhancedCode_followsTheCode(String text, String code) {
    assertThat(SmtpReply.parse(text).enhancedCode()).isEqualTo(code);
  }

  @Test
  void parse_wantsACode() {
    assertThat(SmtpReply.parse(null)).isNull();
    assertThat(SmtpReply.parse("")).isNull();
    assertThat(SmtpReply.parse("[EOF]")).isNull();
    assertThat(SmtpReply.parse("199 x")).isNull();
    assertThat(SmtpReply.parse("600 x")).isNull();
    assertThat(SmtpReply.parse("25x x")).isNull();
    assertThat(SmtpReply.parse("250").code).isEqualTo(250);
  }

  @Test
  void text_isOneBoundedLine() {
    assertThat(new SmtpReply(250, "250-a\r\n250   b\n").text).isEqualTo("250-a 250 b");
    assertThat(new SmtpReply(250, "x".repeat(5000)).text).hasSize(1024);
  }

  @Test
  void garbage_doesNotThrow() {
    Random random = new Random(1);
    String alphabet = "250-4. idqueuas=<>(@)OkK\u0130\r\n";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder("250 ");
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      SmtpReply reply = SmtpReply.parse(text.toString());
      assertThat(reply.text).hasSizeLessThanOrEqualTo(1024);
      String id = reply.queueId();
      assertThat(id == null || text.indexOf(id) >= 0).isTrue();
      String code = reply.enhancedCode();
      assertThat(code == null || code.startsWith("2.")).isTrue();
    }
  }
}
