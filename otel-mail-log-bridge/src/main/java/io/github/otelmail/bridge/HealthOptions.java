// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how {@code run} answers probes. */
final class HealthOptions {
  private static final Duration STALL = Duration.ofSeconds(60);

  @Option(
      names = "--health-port",
      paramLabel = "[HOST:]PORT",
      description =
          "Answer /healthz (moving) and /readyz (doing its work) over HTTP; a port alone is for"
              + " this host.")
  @Nullable String port;

  @Option(
      names = "--health-max-lag",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How far behind the log /readyz still says yes (default: ${DEFAULT-VALUE}).")
  int maxLagSeconds;

  /**
   * Says whether the options make sense.
   *
   * @throws IllegalArgumentException with a message for the command line
   */
  void check() {
    if (maxLagSeconds < 1) {
      throw new IllegalArgumentException("--health-max-lag must be at least 1 second");
    }
    if (port != null) {
      ListenAddress.parse("--health-port", port);
    }
  }

  /** True when the two say the same. */
  boolean isSame(HealthOptions other) {
    return Objects.equals(port, other.port) && maxLagSeconds == other.maxLagSeconds;
  }

  /**
   * Begins to listen; null when that was not asked for.
   *
   * @param longestExport how long the bridge waits at most for an answer or for the next try
   * @throws FailedException when the address cannot be listened on
   */
  @Nullable HealthServer open(Vitals vitals, Duration longestExport) {
    return port == null
        ? null
        : new HealthServer(
            ListenAddress.parse("--health-port", port),
            vitals,
            new HealthServer.Limits(STALL.plus(longestExport), Duration.ofSeconds(maxLagSeconds)));
  }
}
