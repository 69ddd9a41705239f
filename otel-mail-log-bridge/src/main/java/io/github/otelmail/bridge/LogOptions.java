// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.semconv.AddressPolicy;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads a log. */
final class LogOptions {
  @Option(
      names = "--addresses",
      paramLabel = "POLICY",
      defaultValue = "domain",
      description =
          "How much of an address to show: none, domain, hash or full (default: ${DEFAULT-VALUE}).")
  AddressPolicy addresses = AddressPolicy.DOMAIN;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Time zone of stamps that carry none, such as Europe/Berlin (default: this machine's).")
  ZoneId zone = ZoneId.systemDefault();

  @Option(
      names = "--signing-key-file",
      paramLabel = "FILE",
      description =
          "File with the key that trace tokens are signed with. With it, no other context is"
              + " believed.")
  @Nullable Path signingKeyFile;

  @Option(
      names = "--trusted-networks",
      paramLabel = "CIDR",
      split = ",",
      description =
          "Without a key: clients whose trace context is believed (default: loopback and private"
              + " ranges).")
  List<String> trustedNetworks = new ArrayList<>();

  @Option(names = "--show-unparsed", description = "Print every line that no rule knows.")
  boolean showUnparsed;
}
