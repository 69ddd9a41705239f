// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureReasonTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "GREYLISTED | 451 | 4.7.1 | <r@e>: Recipient address rejected: Greylisted, see http://x",
        "GREYLISTED | 450 | 4.2.0 | <r@e>: Recipient address rejected: Greylisted for 5 minutes",
        "GREYLISTED | 451 | 4.7.1 | GREYLISTING in action, please come back later",
        "POLICY | 451 | 4.7.1 | <r@e>: Recipient address rejected: later",
        "POLICY | 550 | 5.7.1 | <greylist@e>: not here",
        "THROTTLED | 421 | 4.7.28 | anything",
        "THROTTLED | 421 | 4.7.0 | [1.2.3.4] unusual rate of unsolicited mail, rate limited",
        "THROTTLED | 421 | 4.7.0 | [TSS04] Messages from 1.2.3.4 temporarily deferred",
        "THROTTLED | 450 | 4.2.1 | user is receiving mail at a rate that prevents delivery",
        "THROTTLED | 451 | 4.7.1 | Try again later",
        "THROTTLED | 452 | 4.5.3 | Too many recipients",
        "THROTTLED | 550 | 5.4.5 | Daily sending limit exceeded",
        "RECEIVER_ERROR | 450 | 4.3.2 | try again later",
        "RECEIVER_ERROR | 421 | 4.3.2 | Service not available, closing transmission channel",
        "RECEIVER_ERROR | 452 | 4.3.1 | Insufficient system storage",
        "RECEIVER_ERROR | 451 | 4.4.5 | busy",
        "RECEIVER_ERROR | 450 | ~~ | busy",
        "RECEIVER_ERROR | 451 | 4.5.0 | virus_scan FAILED",
        "MAILBOX_FULL | 452 | 4.2.2 | <r@e>: later",
        "MAILBOX_FULL | 552 | 5.0.0 | Quota exceeded",
        "MAILBOX_FULL | 550 | 5.0.0 | mailbox is full",
        "MAILBOX_FULL | 552 | ~~ | exceeded",
        "POLICY | 504 | 5.1.8 | need fully-qualified address",
        "UNKNOWN_RECIPIENT | 550 | 5.1.1 | <r@e>: Empfaenger unbekannt",
        "UNKNOWN_RECIPIENT | 550 | ~~ | No such user here",
        "UNKNOWN_RECIPIENT | 550 | 5.7.1 | mailbox unavailable",
        "UNKNOWN_RECIPIENT | 550 | 5.2.1 | The email account is disabled",
        "UNKNOWN_RECIPIENT | 525 | 5.7.13 | x",
        "UNKNOWN_RECIPIENT | 550 | 5.1.10 | x",
        "UNKNOWN_RECIPIENT | 550 | 5.1.1 | user is not listed in Domino Directory",
        "REPUTATION | 554 | 5.7.1 | Service unavailable; blocked using zen.spamhaus.org",
        "REPUTATION | 550 | 5.7.1 | http://www.spamhaus.org/query/ip/1.2.3.4",
        "REPUTATION | 550 | 5.1.1 | sender is on our blacklist",
        "REPUTATION | 550 | 5.7.0 | your address is blocked",
        "CONTENT | 550 | 5.7.1 | likely unsolicited mail, this message has been blocked",
        "CONTENT | 554 | 5.7.1 | Message rejected as spam",
        "CONTENT | 552 | 5.3.4 | too big",
        "CONTENT | 552 | 5.2.3 | x",
        "CONTENT | 550 | 5.6.7 | x",
        "AUTHENTICATION | 550 | 5.7.26 | Unauthenticated email is not accepted due to DMARC policy",
        "AUTHENTICATION | 550 | 5.7.23 | x",
        "AUTHENTICATION | 550 | 5.7.1 | SPF check failed",
        "AUTHENTICATION | 535 | 5.7.8 | x",
        "TLS | 530 | 5.7.0 | Must issue a STARTTLS command first",
        "TLS | 550 | 5.7.10 | x",
        "POLICY | 554 | 5.7.1 | <r@e>: Relay access denied",
        "POLICY | 550 | ~~ | relaying denied",
        "POLICY | 550 | 5.7.99 | x",
        "POLICY | 553 | 5.1.7 | x",
        "LOCAL_ERROR | 554 | 5.4.6 | too many hops",
        "LOCAL_ERROR | 554 | 5.4.6 | x",
        "CONNECTION | 421 | ~~ | timeout exceeded",
        "CONNECTION | 450 | 4.4.2 | x",
        "DNS | 451 | 4.4.3 | x",
        "OTHER | 550 | 5.0.0 | x",
        "OTHER | 550 | 5.1.0 | x",
        "OTHER | 550 | 5.2.4 | x",
        "OTHER | 550 | 5.4.0 | x",
        "OTHER | 550 | 5.5.2 | x",
        "OTHER | 550 | 5.9.0 | x",
        "OTHER | 550 | 5.x | x",
        "OTHER | 550 | 5.0.99999 | x",
        "THROTTLED | 550 | 5.5.3 | x"
      })
  void remoteReply_isClassified(FailureReason expected, int code, String status, String words) {
    String enhanced = status.isEmpty() ? null : status;
    String text = "host tls-quota.example.com[1.2.3.4] said: " + code + " " + words + " (in reply)";
    assertThat(FailureReason.of(new SmtpReply(code, enhanced, text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONNECTION | 4.4.1 | connect to tls.example.com[1.2.3.4]:25: Connection refused",
        "CONNECTION | 4.4.2 | lost connection with mx.quota.test[1.2.3.4] while sending RCPT TO",
        "CONNECTION | 4.4.2 | conversation with mx[1.2.3.4] timed out while sending RCPT TO",
        "CONNECTION | 4.4.2 | delivery temporarily suspended: lost connection with mx[1.2.3.4]",
        "CONNECTION | 4.4.0 | all hosts: Network is unreachable",
        "CONNECTION | 4.4.1 | x",
        "DNS | 5.4.4 | Host or domain name not found. Name service error for name=x type=A",
        "TLS | 4.7.4 | TLS is required, but was not offered by host mx[1.2.3.4]",
        "TLS | 4.7.5 | Server certificate not verified",
        "LOCAL_ERROR | 5.4.6 | mail for loop.test loops back to myself",
        "LOCAL_ERROR | 4.3.0 | mail transport unavailable",
        "LOCAL_ERROR | 4.3.0 | delivery temporarily suspended: mail transport unavailable",
        "LOCAL_ERROR | 4.3.5 | x",
        "UNKNOWN_RECIPIENT | 5.1.1 | unknown user: \"nosuchuser\"",
        "UNKNOWN_RECIPIENT | 5.1.1 | User unknown in virtual alias table",
        "UNKNOWN_RECIPIENT | 5.1.0 | Domain nullmx.test does not accept mail (nullMX)",
        "MAILBOX_FULL | 5.2.2 | maildir delivery failed: disk quota exceeded",
        "OTHER | 5.0.0 | x"
      })
  void ownText_isClassified(FailureReason expected, String status, String text) {
    assertThat(FailureReason.of(new SmtpReply(0, status, text))).isEqualTo(expected);
  }

  @Test
  void replyWithoutPrefix_isClassified() {
    assertThat(FailureReason.of(new SmtpReply(450, null, "450 Greylisted")))
        .isEqualTo(FailureReason.GREYLISTED);
    assertThat(FailureReason.of(new SmtpReply(450, null, "host a: 45")))
        .isEqualTo(FailureReason.RECEIVER_ERROR);
    assertThat(FailureReason.of(new SmtpReply(0, null, ""))).isEqualTo(FailureReason.OTHER);
  }

  @Test
  void address_leftOpen_isReadAsWords() {
    assertThat(FailureReason.of(new SmtpReply(550, null, "550 <a user unknown")))
        .isEqualTo(FailureReason.UNKNOWN_RECIPIENT);
    assertThat(FailureReason.of(new SmtpReply(550, null, "550 <no address> user unknown")))
        .isEqualTo(FailureReason.UNKNOWN_RECIPIENT);
  }

  @Test
  void word_isLowerCase() {
    assertThat(FailureReason.MAILBOX_FULL.word()).isEqualTo("mailbox_full");
  }
}
