// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random programs against a small model; see {@link SpoolProgram}. {@code -Dmodel.programs=N} tries
 * more of them, {@code -Dmodel.seed=N} begins at another one.
 */
class SpoolModelTest {
  private static final int PROGRAMS = Integer.getInteger("model.programs", 3_000);
  private static final int FIRST_SEED = Integer.getInteger("model.seed", 0);

  @Test
  void randomPrograms_loseNothingThatWasAnsweredAndRepeatNothingThatWasCommitted() {
    Optional<String> failure =
        IntStream.range(FIRST_SEED, FIRST_SEED + PROGRAMS)
            .parallel()
            .mapToObj(seed -> failure(seed, SpoolProgram.coverage()))
            .flatMap(Optional::stream)
            .findFirst();
    failure.ifPresent(text -> fail(text));
  }

  @Test
  void programs_reachWhatTheyAreFor() {
    Map<String, Integer> coverage = SpoolProgram.coverage();
    for (int seed = 0; seed < 300; seed++) {
      assertThat(failure(seed, coverage)).isEmpty();
    }
    assertThat(coverage)
        .as("%s", coverage)
        .containsOnlyKeys(
            "memory only",
            "power cut",
            "read from disk",
            "read from memory",
            "read on",
            "refused",
            "restart with one segment or none",
            "restart with segments",
            "torn",
            "withdrawn");
    assertThat(coverage.values()).as("%s", coverage).allMatch(count -> count > 10);
  }

  private static Optional<String> failure(int seed, Map<String, Integer> coverage) {
    try {
      new SpoolProgram(seed, coverage).run();
      return Optional.empty();
    } catch (AssertionError | RuntimeException | IOException e) {
      return Optional.of("program of seed " + seed + ": " + e + trace(e));
    }
  }

  private static String trace(Throwable e) {
    @Nullable StackTraceElement own =
        Arrays.stream(e.getStackTrace())
            .filter(each -> each.getClassName().contains("otelmail"))
            .findFirst()
            .orElse(null);
    return " at " + own;
  }
}
