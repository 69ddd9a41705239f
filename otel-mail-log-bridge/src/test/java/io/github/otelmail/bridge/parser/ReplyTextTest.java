// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.parser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.SmtpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplyTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "250 2.0.0 Ok: queued as 153053D | 153053D",
        "250 2.0.0 Ok: queued as 4TwNdH5zwCz7fxV | 4TwNdH5zwCz7fxV",
        "250 2.0.0 Ok: 1234 bytes queued as 153053D | 153053D",
        "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as ABCDEF12 | ABCDEF12",
        "250 Ok, queued as 111, then queued as 222 | 222",
        "250 Queued as abc-1.2_x. | abc-1.2_x",
        "250 OK id=1avnJx-000000005vi-0000 | 1avnJx-000000005vi-0000",
        "250 OK id=1evM4J-0005W8-QC | 1evM4J-0005W8-QC",
        "250 2.7.0 Ok, discarded, id=12345-02 - spam |",
        "250 OK id=abcdef-ghijkl |",
        "250 OK id=abcdef-ghijkl-mnop |",
        "250 OK id= |",
        "250 2.0.0 4B20po7G034063 Message accepted for delivery | 4B20po7G034063",
        "250 2.0.0 f6e94209 Message accepted for delivery | f6e94209",
        "250 2.0.0: f6e94209 Message accepted for delivery | f6e94209",
        "250 2.0.0 Message accepted for delivery |",
        "250 Gracefully Message accepted for delivery |",
        "12345678 Message accepted |",
        "250 OK ids=1d98076abbbc11ed940250ebf67f93bd,2d | 1d98076abbbc11ed940250ebf67f93bd",
        "250 Message Queued (B7C4A2D0-11E3-4F1B-9E77-0A1B2C3D4E5F.1) |"
            + " B7C4A2D0-11E3-4F1B-9E77-0A1B2C3D4E5F.1",
        "250 2.0.0 <x@y> [InternalId=12, Hostname=z] Queued mail for delivery |",
        "250 queued as  |",
        "250 ok 1234 qp 5678 |"
      })
  void nextQueueId_inTheWordsOfAnyServer_isFound(String reply, String expected) {
    assertThat(ReplyText.nextQueueId(reply)).isEqualTo(expected);
  }

  @Test
  void nextQueueId_tooLongForAnId_isNone() {
    assertThat(ReplyText.nextQueueId("250 queued as " + "A".repeat(65))).isNull();
    assertThat(ReplyText.nextQueueId("250 x " + "A1".repeat(40) + " Message accepted")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "250 2.0.0 Ok, 250, 2.0.0",
        "250-2.0.0 Ok, 250, 2.0.0",
        "550 5.12.345 no, 550, 5.12.345",
        "550 5.1 no, 550, ",
        "550 5.1. no, 550, ",
        "550 5..1 no, 550, ",
        "550 6.1.1 no, 550, ",
        "550 5x1.1 no, 550, ",
        "550 5.1, 550, ",
        "550 5.111, 550, ",
        "550, 550, ",
        "5.7.1 Blocked, 0, 5.7.1",
        "text, 0, ",
        "~~, 0, "
      })
  void reply_isTakenApart(String text, int code, String enhanced) {
    assertThat(ReplyText.reply(text)).isEqualTo(new SmtpReply(code, enhanced, text));
  }
}
