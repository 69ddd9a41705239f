// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import static io.github.otelmail.semconv.AddressPolicy.DOMAIN;
import static io.github.otelmail.semconv.AddressPolicy.FULL;
import static io.github.otelmail.semconv.AddressPolicy.HASH;
import static io.github.otelmail.semconv.AddressPolicy.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AddressPolicyTest {
  @Test
  void address_isShownByFullAndHashOnly() {
    assertThat(NONE.address("Jo@Example.com")).isNull();
    assertThat(DOMAIN.address("Jo@Example.com")).isNull();
    assertThat(HASH.address("Jo@Example.com")).isEqualTo(HASH.address("jo@example.com"));
    assertThat(HASH.address("Jo@Example.com")).matches("sha256:[0-9a-f]{16}");
    assertThat(FULL.address("Jo@Example.com")).isEqualTo("Jo@Example.com");
    assertThat(FULL.address("")).isNull();
  }

  @Test
  void domain_isInLowerCaseAndHiddenByNone() {
    assertThat(NONE.domain("jo@Example.com")).isNull();
    assertThat(DOMAIN.domain("jo@Example.com")).isEqualTo("example.com");
    assertThat(DOMAIN.domain("\"a@b\"@example.com")).isEqualTo("example.com");
    assertThat(FULL.domain("jo@example.com")).isEqualTo("example.com");
  }

  @Test
  void domain_isNullWhereThereIsNone() {
    assertThat(DOMAIN.domain("")).isNull();
    assertThat(DOMAIN.domain("root")).isNull();
    assertThat(DOMAIN.domain("root@")).isNull();
    assertThat(DOMAIN.domain("jo@" + "a".repeat(256))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "550 5.1.1 <jo@example.com>: no such user | 550 5.1.1 <*@example.com>: no such user",
        "550 5.1.1 <root>: User unknown | 550 5.1.1 <*>: User unknown",
        "250 2.1.5 jo@Example.com... Recipient ok | 250 2.1.5 *@example.com... Recipient ok",
        "jo@example.com, al@example.org; x | *@example.com, *@example.org; x",
        "<\"jo doe\"@example.com> gone | <*@example.com> gone",
        "user \"jo doe\"@example.com gone | user *@example.com gone",
        "<jö@bücher.example> gone | <*@bücher.example> gone",
        "a < b and c > d | a < b and c > d",
        "at @ noon | at @ noon",
        "@ | @",
        "jo@ | *",
        "<> | <>",
        "no address at all | no address at all"
      },
      delimiter = '|')
  void redact_leavesOnlyTheDomain(String text, String expected) {
    assertThat(DOMAIN.redact(text)).isEqualTo(expected);
  }

  @Test
  void redact_followsThePolicy() {
    String text = "550 <jo@example.com> gone";
    assertThat(NONE.redact(text)).isEqualTo("550 <*> gone");
    assertThat(HASH.redact(text))
        .isEqualTo("550 <" + HASH.address("jo@example.com") + "@example.com> gone");
    assertThat(FULL.redact(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource(value = AddressPolicy.class, names = "FULL", mode = EnumSource.Mode.EXCLUDE)
  void redact_hidesAnAddressAmongGarbage(AddressPolicy policy) {
    Random random = new Random(7);
    String alphabet = "<>@\"a.\\ ,;:%4é\ud83d";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String around = text.toString();

      assertThat(policy.redact(around + " <secret@example.com> " + around))
          .doesNotContain("secret");
      assertThat(policy.redact(around + " secret@example.com " + around)).doesNotContain("secret");
    }
  }
}
