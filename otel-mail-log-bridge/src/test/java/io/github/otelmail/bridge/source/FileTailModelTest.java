// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs of a writer, a rotator and a reader that is stopped and killed, against a model
 * that is nothing but the list of lines: see {@link TailProgram}. {@code -Dmodel.programs=N} tries
 * more of them, {@code -Dmodel.seed=N} begins at another one. A program that fails is printed as
 * short as it still fails.
 */
class FileTailModelTest {
  private static final int PROGRAMS = Integer.getInteger("model.programs", 3_000);
  private static final int FIRST_SEED = Integer.getInteger("model.seed", 0);

  @TempDir Path directory;

  private final AtomicInteger homes = new AtomicInteger();

  @Test
  void randomPrograms_loseAndRepeatNothing() {
    Optional<Integer> failing =
        IntStream.range(FIRST_SEED, FIRST_SEED + PROGRAMS)
            .parallel()
            .filter(seed -> failure(TailProgram.steps(seed)) != null)
            .boxed()
            .findFirst();
    failing.ifPresent(this::explain);
  }

  @Test
  void programs_reachWhatTheyAreFor() {
    TailProgram.Coverage total = new TailProgram.Coverage();
    for (int seed = 0; seed < 300; seed++) {
      total.add(run(TailProgram.steps(seed)));
    }
    assertThat(total.counts().values()).as("%s", total.counts()).allMatch(count -> count > 10);
  }

  private void explain(int seed) {
    List<Long> steps = shortest(TailProgram.steps(seed));
    fail("program of seed " + seed + ", made as short as it fails:\n" + failure(steps));
  }

  /** Leaves out ever smaller parts as long as what remains still fails. */
  private List<Long> shortest(List<Long> steps) {
    List<Long> failing = steps;
    for (int part = Math.max(1, steps.size() / 2); part > 0; part /= 2) {
      for (int from = 0; from < failing.size(); ) {
        List<Long> fewer = new ArrayList<>(failing);
        fewer.subList(from, Math.min(from + part, fewer.size())).clear();
        if (failure(fewer) != null) {
          failing = fewer;
        } else {
          from += part;
        }
      }
    }
    return failing;
  }

  /** What went wrong; null when nothing did. */
  private @Nullable String failure(List<Long> steps) {
    try {
      run(steps);
      return null;
    } catch (AssertionError | RuntimeException e) {
      return String.valueOf(e);
    }
  }

  private TailProgram.Coverage run(List<Long> steps) {
    try {
      Path home = Files.createDirectory(directory.resolve("home-" + homes.incrementAndGet()));
      TailProgram.Coverage coverage = new TailProgram(new LogDirectory(home)).run(steps);
      deleteAll(home);
      return coverage;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path home) throws IOException {
    try (var files = Files.list(home)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(home);
  }
}
