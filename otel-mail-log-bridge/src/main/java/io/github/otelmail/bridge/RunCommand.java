// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code otel-mail run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Follow logs and export their traces over OTLP.")
final class RunCommand implements Callable<Integer> {
  @Mixin final LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    return 0;
  }
}
