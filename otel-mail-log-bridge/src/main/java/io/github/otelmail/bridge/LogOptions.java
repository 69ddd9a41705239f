// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.semconv.AddressPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * Finds the trace of a message as the options say.
   *
   * @throws UsageException with a message for the command line
   */
  ContextResolver contexts() {
    try {
      return new TraceContextResolver(signingKey(), TrustedNetworks.parse(trustedNetworks));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** The bytes of the key file without the line end that an editor leaves. */
  private byte @Nullable [] signingKey() {
    Path file = signingKeyFile;
    if (file == null) {
      return null;
    }
    try {
      byte[] key = Files.readAllBytes(file);
      int length = key.length;
      while (length > 0 && (key[length - 1] == '\n' || key[length - 1] == '\r')) {
        length--;
      }
      if (length == 0) {
        throw new IllegalArgumentException("--signing-key-file: " + file + " is empty");
      }
      return Arrays.copyOf(key, length);
    } catch (IOException e) {
      throw new IllegalArgumentException("--signing-key-file: cannot read " + file + ": " + e, e);
    }
  }
}
