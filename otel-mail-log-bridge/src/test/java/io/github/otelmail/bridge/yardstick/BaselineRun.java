// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.yardstick;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs a class with two benchmarks, {@code bridge} and {@code baseline}, that do the same work in
 * the same unit of time, and says how they compare.
 */
public final class BaselineRun {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private BaselineRun() {}

  /**
   * Runs both with the profiler that counts bytes.
   *
   * @param args JMH's own options
   * @param count how many things one call of either goes through
   * @param things what they are
   */
  public static void run(Class<?> benchmarks, String[] args, long count, String things)
      throws RunnerException, CommandLineOptionException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(args))
                    .include("\\." + benchmarks.getSimpleName() + "\\.")
                    .addProfiler("gc")
                    .timeUnit(TimeUnit.NANOSECONDS)
                    .build())
            .run();
    RunResult bridge = named("bridge", results);
    RunResult baseline = named("baseline", results);
    tell("bridge", bridge, count, things);
    tell("baseline", baseline, count, things);
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f times as fast as the baseline%n",
        benchmarks.getSimpleName(),
        nanos(baseline) / nanos(bridge));
  }

  private static void tell(String name, RunResult result, long count, String things) {
    System.out.printf(
        Locale.ROOT,
        "%-8s %,.0f %s a second, %,.0f B each%n",
        name,
        count * 1e9 / nanos(result),
        things,
        allocated(result) / count);
  }

  private static RunResult named(String name, Collection<RunResult> results) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no result of " + name));
  }

  private static double nanos(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private static double allocated(RunResult result) {
    return result.getSecondaryResults().values().stream()
        .filter(other -> other.getLabel().endsWith(ALLOCATED))
        .mapToDouble(other -> other.getScore())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no " + ALLOCATED));
  }
}
