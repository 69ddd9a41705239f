// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.semconv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What anyone may write into a Message-ID: mutants of valid tokens, from a fixed seed. */
class TraceTokenFuzzTest {
  private static final int INPUTS = 200_000;
  private static final String ALPHABET = "09afgzAFZ.-=@<>shdt1_ \t\r\n\"\\\0é\u0130\u212a\ud83d";
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

  @Test
  void parse_neverThrowsAndWhatItTakesIsWellFormed() {
    Random random = new Random(20261122);
    int taken = 0;
    int verified = 0;
    for (int i = 0; i < INPUTS; i++) {
      String original = token(random);
      String mutant = mutate(original, random);
      TraceToken token = TraceToken.parse(mutant);
      if (token == null) {
        continue;
      }
      taken++;
      assertThat(token.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
      assertThat(token.spanId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
      assertThat(token.sentMillis()).isNotNegative();
      assertThat(token.deadlineSeconds()).isGreaterThanOrEqualTo(TraceToken.NO_DEADLINE);
      assertThat(token.domain()).isNotEmpty();
      if (token.verify(KEY)) {
        verified++;
        assertThat(unbracketed(mutant)).as(original).isEqualToIgnoringCase(unbracketed(original));
      }
    }
    System.out.println(
        "trace token fuzz: " + INPUTS + " inputs, " + taken + " parsed, " + verified + " verified");
    assertThat(taken).isBetween(INPUTS / 20, INPUTS);
    assertThat(verified).isGreaterThan(100);
  }

  private static String token(Random random) {
    String id =
        TraceToken.format(
            String.format("%016x%016x", random.nextLong(), random.nextLong() | 1),
            String.format("%016x", random.nextLong() | 1),
            random.nextInt(256),
            random.nextInt(Integer.MAX_VALUE) * 800L,
            random.nextBoolean() ? "otp" : null,
            random.nextBoolean() ? random.nextInt(100_000) : TraceToken.NO_DEADLINE,
            random.nextBoolean() ? "example.com" : "[192.0.2.1]",
            random.nextInt(4) == 0 ? null : KEY);
    assertThat(id).isNotNull();
    return id;
  }

  private static String mutate(String id, Random random) {
    StringBuilder text = new StringBuilder(id);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), at + 1 + random.nextInt(4));
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, c);
        case 1 -> text.delete(at, to);
        case 2 -> text.insert(at, text.substring(at, to));
        case 3 -> text.setLength(Math.max(1, at));
        default -> {
          if (at < text.length()) {
            text.setCharAt(at, random.nextBoolean() ? c : Character.toUpperCase(text.charAt(at)));
          }
        }
      }
    }
    return text.toString();
  }

  private static String unbracketed(String id) {
    return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
  }
}
