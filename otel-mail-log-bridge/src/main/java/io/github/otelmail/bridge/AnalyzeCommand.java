// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code otel-mail analyze}. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = "Report where the time went, from logs of any age.")
final class AnalyzeCommand implements Callable<Integer> {
  @Mixin final LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    return 0;
  }
}
