// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTokenTest {
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN_ID = "00f067aa0ba902b7";
  private static final long SENT = 1_790_000_000_123L;
  private static final byte[] KEY = "a key of the tests".getBytes(StandardCharsets.UTF_8);

  @Test
  void format_isTheDocumentedForm() {
    assertThat(format("otp", 60, null))
        .isEqualTo("<t1." + TRACE_ID + "-" + SPAN_ID + "-01.mubbs7ln.s=otp.d=60@example.com>");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,   -1, false",
        "otp, -1, false",
        "-,   60, false",
        "otp, 60, false",
        "-,   -1, true",
        "otp, -1, true",
        "-,   60, true",
        "otp, 60, true",
        "otp, 0, true"
      })
  void parse_readsWhatFormatWrote(@Nullable String stream, long deadline, boolean signed) {
    String id = format(stream, deadline, signed ? KEY : null);

    TraceToken token = parsed(id);

    assertThat(token.traceId()).isEqualTo(TRACE_ID);
    assertThat(token.spanId()).isEqualTo(SPAN_ID);
    assertThat(token.sampled()).isTrue();
    assertThat(token.sentMillis()).isEqualTo(SENT);
    assertThat(token.stream()).isEqualTo(stream);
    assertThat(token.deadlineSeconds()).isEqualTo(deadline);
    assertThat(token.domain()).isEqualTo("example.com");
    assertThat(token.signed()).isEqualTo(signed);
    assertThat(token.verify(KEY)).isEqualTo(signed);
  }

  @Test
  void parse_takesIdsWithoutBrackets() {
    String id = format("otp", 60, KEY);

    assertThat(parsed(id.substring(1, id.length() - 1)).verify(KEY)).isTrue();
  }

  @Test
  void sampled_isTheLowestFlag() {
    assertThat(parsed(format(0xfe, "example.com")).sampled()).isFalse();
    assertThat(parsed(format(0xff, "example.com")).sampled()).isTrue();
  }

  @Test
  void verify_holdsForAnIdWhoseCaseWasFolded() {
    String id = format("otp", 60, KEY);

    assertThat(parsed(id.toUpperCase(Locale.ROOT)).verify(KEY)).isTrue();
    assertThat(parsed(id.toUpperCase(Locale.ROOT)).traceId()).isEqualTo(TRACE_ID);
  }

  @Test
  void verify_failsForAnotherKey() {
    assertThat(parsed(format("otp", 60, KEY)).verify(new byte[] {1})).isFalse();
  }

  @Test
  void verify_failsForAnUnsignedToken() {
    assertThat(parsed(format("otp", 60, null)).verify(KEY)).isFalse();
  }

  @Test
  void verify_failsForAChangedDomain() {
    String id = format("otp", 60, KEY).replace("@example.com", "@example.org");

    assertThat(parsed(id).verify(KEY)).isFalse();
  }

  @Test
  void verify_failsWhenAnyCharacterOfTheSignedPartChanges() {
    String id = format("otp", 60, KEY);
    int parsedMutants = 0;
    for (int i = 1; i < id.indexOf(".h="); i++) {
      String mutant = id.substring(0, i) + (id.charAt(i) == '1' ? '2' : '1') + id.substring(i + 1);
      TraceToken token = TraceToken.parse(mutant);
      if (token != null) {
        parsedMutants++;
        assertThat(token.verify(KEY)).as(mutant).isFalse();
      }
    }
    assertThat(parsedMutants).isGreaterThan(50);
  }

  @Test
  void verify_failsWhenTheSignatureIsDroppedAndAnotherFieldAdded() {
    String signed = format(null, TraceToken.NO_DEADLINE, KEY);
    String moved = signed.replace(".h=", ".d=60.h=");

    assertThat(parsed(moved).verify(KEY)).isFalse();
  }

  @Test
  void format_refusesAnEmptyKey() {
    assertThatThrownBy(() -> format(null, TraceToken.NO_DEADLINE, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("signing key");
  }

  @Test
  void format_givesNothingLongerThanTheLimit() {
    int longest = 0;
    for (int length = 1; length < 200; length++) {
      String id = format(1, domain(length));
      if (id != null) {
        longest = Math.max(longest, id.length());
        assertThat(parsed(id).domain()).hasSize(length);
      }
    }
    assertThat(longest).isEqualTo(TraceToken.MAX_LENGTH);
  }

  @Test
  void parse_refusesWhatIsLongerThanTheLimit() {
    String longest = format(1, domain(133));
    assertThat(longest).hasSize(TraceToken.MAX_LENGTH);
    assertThat(TraceToken.parse(longest.replace(">", "x>"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a@b", "a>b", "a<b", "bücher.example", "a\r\nb", "a\"b"})
  void format_refusesADomainThatNoMessageIdMayHave(String domain) {
    assertThat(format(1, domain)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"OTP", "", "a.b", "a b", "ä", "a=b", "a@b", "123456789012345678901234567890123"})
  void format_refusesWhatIsNoStream(String stream) {
    assertThat(TraceToken.isStream(stream)).isFalse();
    assertThat(
            TraceToken.format(
                TRACE_ID, SPAN_ID, 1, SENT, stream, TraceToken.NO_DEADLINE, "example.com", null))
        .isNull();
  }

  @Test
  void format_refusesNumbersThatParseWouldNotTake() {
    assertThat(
            TraceToken.format(TRACE_ID, SPAN_ID, 1, Long.MAX_VALUE, null, -1, "example.com", null))
        .isNull();
    assertThat(TraceToken.format(TRACE_ID, SPAN_ID, 1, -1, null, -1, "example.com", null)).isNull();
    assertThat(
            TraceToken.format(TRACE_ID, SPAN_ID, 1, 0, null, Long.MAX_VALUE, "example.com", null))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, 00f067aa0ba902b7",
    "4bf92f3577b34da6a3ce929d0e0e4736, 0000000000000000",
    "4BF92F3577B34DA6A3CE929D0E0E4736, 00f067aa0ba902b7",
    "4bf92f35, 00f067aa0ba902b7",
    "4bf92f3577b34da6a3ce929d0e0e4736, xyz"
  })
  void format_refusesIdsThatAreNone(String traceId, String spanId) {
    assertThat(TraceToken.format(traceId, spanId, 1, SENT, null, -1, "example.com", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<>",
        "@",
        "t1.",
        "<t1.@example.com>",
        "<1234.5.1790000000123@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a@>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a@b c>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g.a@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01.a@example.com>",
        "<t1.00000000000000000000000000000000-00f067aa0ba902b7-01.a@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01.a@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.-1@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.d=60.s=otp@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.s=otp.s=otp@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.d=@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.d=+1@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.h=12@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.x=1@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.a.@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.1234567890123@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.\u212a@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.\uff11@example.com>",
        "<t1.4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.\u0130@example.com>"
      })
  void parse_givesNullForWhatIsNoToken(String id) {
    assertThat(TraceToken.parse(id)).isNull();
  }

  private static String format(@Nullable String stream, long deadline, byte @Nullable [] key) {
    String id = TraceToken.format(TRACE_ID, SPAN_ID, 1, SENT, stream, deadline, "example.com", key);
    assertThat(id).isNotNull();
    return id;
  }

  private static @Nullable String format(int flags, String domain) {
    return TraceToken.format(
        TRACE_ID, SPAN_ID, flags, SENT, null, TraceToken.NO_DEADLINE, domain, null);
  }

  private static TraceToken parsed(@Nullable String id) {
    TraceToken token = TraceToken.parse(id);
    assertThat(token).as(id).isNotNull();
    return token;
  }

  private static String domain(int length) {
    StringBuilder domain = new StringBuilder();
    while (domain.length() < length) {
      domain.append((char) ('a' + domain.length() % 26));
    }
    return domain.toString();
  }
}
