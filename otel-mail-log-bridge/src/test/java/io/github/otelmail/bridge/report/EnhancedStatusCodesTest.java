// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.FailureReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnhancedStatusCodesTest {
  @ParameterizedTest
  @CsvSource({
    "4.7.1, 'delivery not authorized, message refused'",
    "5.7.1, 'delivery not authorized, message refused'",
    "5.1.1, bad destination mailbox address",
    "4.2.2, mailbox full",
    "2.0.0, undefined status",
    "5.1.10, recipient address has null MX",
    "5.7.30, REQUIRETLS support required"
  })
  void meaning_registeredCode_isTheRegistrys(String code, String meaning) {
    assertThat(EnhancedStatusCodes.meaning(code)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4", "4.7", "5.99.99", "x", "4-7.1", "...."})
  void meaning_unregisteredCode_isNull(String code) {
    assertThat(EnhancedStatusCodes.meaning(code)).isNull();
  }

  @Test
  void meaning_noCode_isNull() {
    assertThat(EnhancedStatusCodes.meaning(null)).isNull();
  }

  @ParameterizedTest
  @EnumSource(FailureReason.class)
  void firstResponse_everyReason_isAShortSentence(FailureReason reason) {
    assertThat(FirstResponse.to(reason, null)).endsWith(".").hasSizeBetween(20, 160);
  }

  @Test
  void firstResponse_codeThatSaysMore_winsOverTheReason() {
    assertThat(FirstResponse.to(FailureReason.AUTHENTICATION, "5.7.25")).contains("reverse name");
    assertThat(FirstResponse.to(FailureReason.OTHER, "5.4.6")).contains("loop");
  }

  @Test
  void firstResponse_codeThatMisleads_doesNotWin() {
    assertThat(FirstResponse.to(FailureReason.THROTTLED, "4.2.1")).contains("slower");
    assertThat(FirstResponse.to(FailureReason.GREYLISTED, "4.7.23")).contains("later try");
  }
}
