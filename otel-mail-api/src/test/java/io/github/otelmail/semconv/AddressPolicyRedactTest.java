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
        "550 5.1.1 <jo@example.com>: unknown | 550 5.1.1 <…@example.com>: unknown",
        "jo.doe+tag@Example.COM | …@example.com",
        "a@b.example and c@d.example. | …@b.example and …@d.example.",
        "'jo@example.com' is full | '…@example.com' is full",
        "\"jo doe\"@example.com is full | …@example.com is full",
        "\"a\\\"b\"@example.com | …@example.com",
        "bounce+jo=gmail.com@list.example | …@list.example",
        "jörg@bücher.example? | …@bücher.example?",
        "jo@[192.0.2.1] refused | …@[192.0.2.1] refused",
        "https://x.example/?u=jo%40example.com&r=1 | https:…@example.com&r=1",
        "RCPT TO:<jo@example.com> failed | RCPT TO:<…@example.com> failed",
        "jo@ | …",
        "a@b@c | …@b@c",
        "a @ b, @example.com | a @ b, @example.com",
        "host mx.example.com[192.0.2.1] said no | host mx.example.com[192.0.2.1] said no",
      })
  void domain_keepsTheDomainAlone(String text, String redacted) {
    assertThat(AddressPolicy.DOMAIN.redact(text)).isEqualTo(redacted);
  }

  @Test
  void none_keepsNothing() {
    assertThat(AddressPolicy.NONE.redact("<jo@example.com> to <al@example.com>"))
        .isEqualTo("<…> to <…>");
  }

  @Test
  void hash_isTheHashOfTheAddress() {
    assertThat(AddressPolicy.HASH.redact("<Jo@example.com>: no"))
        .isEqualTo("<" + AddressPolicy.HASH.address("jo@example.com") + ">: no");
  }

  @Test
  void full_changesNothing() {
    String text = "<jo@example.com>: no";
    assertThat(AddressPolicy.FULL.redact(text)).isSameAs(text);
    assertThat(AddressPolicy.FULL.redact(text, "jo@example.com")).isSameAs(text);
  }

  @Test
  void redacting_twiceIsRedactingOnce() {
    for (AddressPolicy policy : AddressPolicy.values()) {
      String once = policy.redact("<jo@example.com> \"a b\"@example.org x%40y.example");
      assertThat(policy.redact(once)).as(policy.name()).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown user: \"jo.doe\" | unknown user: \"…\"",
        "JO.DOE is no user here, jo.doe. | … is no user here, ….",
        "jo.doe.smith, xjo.doe, jo.doe-x and jo.doe+x stay | "
            + "jo.doe.smith, xjo.doe, jo.doe-x and jo.doe+x stay",
        "<jo.doe@example.com>: jo.doe unknown | <…@example.com>: … unknown",
      })
  void knownAddress_itsLocalPartGoesTooWhereItStandsAlone(String text, String redacted) {
    assertThat(AddressPolicy.DOMAIN.redact(text, "jo.doe@example.com")).isEqualTo(redacted);
  }

  @Test
  void knownAddress_emptyOrWithoutDomain() {
    assertThat(AddressPolicy.DOMAIN.redact("user root unknown", "")).isEqualTo("user root unknown");
    assertThat(AddressPolicy.DOMAIN.redact("user root unknown", "root"))
        .isEqualTo("user … unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"@", "a@", "%40", "@", "a"})
  void longText_isReadInOnePass(String piece) {
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
