// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.tracker.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mail servers whose own logs another bridge reads, as the user named them. */
final class UpstreamHosts {
  /** No other bridge is known of. */
  static final UpstreamHosts NONE = new UpstreamHosts(Set.of(), null);

  private final Set<String> names;
  private final @Nullable TrustedNetworks networks;

  private UpstreamHosts(Set<String> names, @Nullable TrustedNetworks networks) {
    this.names = names;
    this.networks = networks;
  }

  /**
   * Reads host names as the log has them, IP addresses and networks.
   *
   * @throws IllegalArgumentException with a message for the command line when one is none of these
   */
  static UpstreamHosts parse(List<String> upstreams) {
    Set<String> names = new HashSet<>();
    List<String> cidrs = new ArrayList<>();
    for (String upstream : upstreams) {
      String text = upstream.strip();
      if (text.indexOf(':') >= 0 || text.matches("[0-9./]+")) {
        cidrs.add(text);
      } else if (text.matches("[A-Za-z0-9._-]+")) {
        names.add(text.toLowerCase(Locale.ROOT));
      } else {
        throw new IllegalArgumentException(
            "--upstream: '"
                + text
                + "' is no host name, IP address or network such as 192.0.2.0/24");
      }
    }
    try {
      return new UpstreamHosts(names, cidrs.isEmpty() ? null : TrustedNetworks.parse(cidrs));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(message.replace("--trusted-networks", "--upstream"), e);
    }
  }

  boolean isEmpty() {
    return names.isEmpty() && networks == null;
  }

  /** True when the entry was handed over by one of them. */
  boolean handedOver(Entry entry) {
    String name = entry.clientName();
    return (name != null && names.contains(name.toLowerCase(Locale.ROOT)))
        || (networks != null && networks.contains(entry.clientAddress()));
  }
}
