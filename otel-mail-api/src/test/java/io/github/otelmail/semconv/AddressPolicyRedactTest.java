// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyRedactTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://x.example/?s=mfrom;id=jo%40example.com;ip=1 | "
            + "https://x.example/?s=mfrom;*@example.com;ip=1",
        "bounce+jo=example.com@list.example | *@list.example",
        "RCPT TO:<jo@example.com> failed | RCPT TO:<*@example.com> failed",
        "host mx.example.com[192.0.2.1] said no | host mx.example.com[192.0.2.1] said no",
      })
  void redact_leavesOnlyTheDomain(String text, String redacted) {
    assertThat(AddressPolicy.DOMAIN.redact(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown user: \"jo.doe\" | unknown user: \"*\"",
        "JO.DOE is no user here, jo.doe. | * is no user here, *.",
        "jo.doe.smith, xjo.doe, jo.doe-x and jo.doe+x stay | "
            + "jo.doe.smith, xjo.doe, jo.doe-x and jo.doe+x stay",
        "<jo.doe@example.com>: jo.doe unknown | <*@example.com>: * unknown",
      })
  void knownAddress_itsLocalPartGoesTooWhereItStandsAlone(String text, String redacted) {
    assertThat(AddressPolicy.DOMAIN.redact(text, "jo.doe@example.com")).isEqualTo(redacted);
  }

  @Test
  void knownAddress_emptyOrWithoutDomain() {
    assertThat(AddressPolicy.DOMAIN.redact("user root unknown", "")).isEqualTo("user root unknown");
    assertThat(AddressPolicy.DOMAIN.redact("user root unknown", "root"))
        .isEqualTo("user * unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"@", "a@", "%40", "@", "a"})
  void redact_readsLongTextInOnePass(String piece) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      text.append(piece);
    }
    assertThat(AddressPolicy.DOMAIN.redact(text.toString(), "a@example.com")).isNotEmpty();
  }

  @Test
  void redact_hidesSeveralLocalPartsInOneGo() {
    assertThat(AddressPolicy.HASH.redact("<jo@example.com> is info", "jo@example.com", "info@x"))
        .isEqualTo("<" + AddressPolicy.HASH.address("jo@example.com") + "@example.com> is *");
  }
}
