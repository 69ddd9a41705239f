// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code otel-mail trace}. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Find one message and draw its way through the mail servers.")
final class TraceCommand implements Callable<Integer> {
  @Mixin final LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    return 0;
  }
}
