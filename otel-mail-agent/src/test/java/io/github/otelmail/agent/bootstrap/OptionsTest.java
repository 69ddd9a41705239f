// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final String VARIABLE = "OTEL_INSTRUMENTATION_OTEL_MAIL_DEADLINE_";
  private static final String PROPERTY = Options.PREFIX + "deadline.";

  private static Map<String, String> deadlines(
      Map<String, String> environment, Map<String, String> properties) {
    return Options.startingWith("deadline.", Map.of(), environment, properties);
  }

  @Test
  void variable_standsForBothHyphensAndUnderscores() {
    assertThat(deadlines(Map.of(VARIABLE + "PASSWORD_RESET", "60"), Map.of()))
        .containsOnly(Map.entry("password_reset", "60"), Map.entry("password-reset", "60"));
  }

  @Test
  void property_goesBeforeTheVariable() {
    Map<String, String> environment = Map.of(VARIABLE + "OTP", "60", VARIABLE + "NEWS", "1d");

    assertThat(deadlines(environment, Map.of(PROPERTY + "otp", "5")))
        .containsOnly(Map.entry("otp", "5"), Map.entry("news", "1d"));
  }

  @Test
  void fileOfTheOfficialAgent_goesLast() {
    Map<String, String> file = Map.of(PROPERTY + "otp", "1", PROPERTY + "news", "2");

    assertThat(
            Options.startingWith(
                "deadline.", file, Map.of(VARIABLE + "OTP", "60"), Map.of("other", "5")))
        .containsOnly(Map.entry("otp", "60"), Map.entry("news", "2"));
  }

  @Test
  void blankValue_isNone() {
    assertThat(deadlines(Map.of(VARIABLE + "OTP", " "), Map.of(PROPERTY + "news", ""))).isEmpty();
  }
}
