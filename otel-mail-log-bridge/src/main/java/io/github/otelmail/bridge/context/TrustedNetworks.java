// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks whose clients may claim a trace context when no signing key is set. Works on
 * addresses alone and never asks the DNS.
 */
public final class TrustedNetworks {
  /** The command line's option that the error messages name. */
  static final String OPTION = "--trusted-networks";

  /**
   * Loopback, the private ranges of RFC 1918, unique local addresses (RFC 4193), and link-local
   * addresses (RFC 3927, RFC 4291).
   */
  private static final List<String> DEFAULTS =
      List.of(
          "127.0.0.0/8",
          "::1/128",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "169.254.0.0/16",
          "fc00::/7",
          "fe80::/10");

  private final List<Network> networks;

  private TrustedNetworks(List<Network> networks) {
    this.networks = networks;
  }

  /** Loopback, private and link-local ranges. */
  public static TrustedNetworks defaults() {
    return parse(DEFAULTS);
  }

  /**
   * Reads networks such as {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address.
   *
   * @param cidrs empty for {@link #defaults()}; {@code none} alone trusts no network at all
   * @throws IllegalArgumentException with a message for the command line when one is not a network
   */
  public static TrustedNetworks parse(List<String> cidrs) {
    if (cidrs.isEmpty()) {
      return defaults();
    }
    if (cidrs.size() == 1 && cidrs.get(0).strip().equals("none")) {
      return new TrustedNetworks(List.of());
    }
    List<Network> networks = new ArrayList<>(cidrs.size());
    for (String cidr : cidrs) {
      networks.add(parseNetwork(cidr.strip()));
    }
    return new TrustedNetworks(List.copyOf(networks));
  }

  /**
   * True when {@code address} is an IP address in one of the networks.
   *
   * @param address as the log has it; null or a text that is no IP address is in none
   */
  public boolean contains(@Nullable String address) {
    byte[] bytes = address == null ? null : IpLiteral.parse(address);
    if (bytes == null) {
      return false;
    }
    for (Network network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  private static Network parseNetwork(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] address = IpLiteral.parse(slash < 0 ? cidr : cidr.substring(0, slash));
    if (address == null) {
      throw error(cidr, "is no IP address or network; write it like 192.0.2.0/24 or 2001:db8::/32");
    }
    int bits = address.length * 8;
    int prefix = slash < 0 ? bits : parsePrefix(cidr.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw error(cidr, "needs a prefix length from 0 to " + bits + " after the slash");
    }
    for (int bit = prefix; bit < bits; bit++) {
      if ((address[bit >> 3] & (0x80 >> (bit & 7))) != 0) {
        throw error(cidr, "has address bits set beyond its prefix length; one of the two is wrong");
      }
    }
    return new Network(address, prefix);
  }

  private static int parsePrefix(String text) {
    if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException error(String cidr, String problem) {
    return new IllegalArgumentException(OPTION + ": '" + cidr + "' " + problem);
  }

  /** An address whose bits after the prefix are zero. */
  private static final class Network {
    private final byte[] address;
    private final int prefix;

    Network(byte[] address, int prefix) {
      this.address = address;
      this.prefix = prefix;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = prefix >> 3;
      for (int i = 0; i < whole; i++) {
        if (address[i] != other[i]) {
          return false;
        }
      }
      int rest = prefix & 7;
      return rest == 0 || ((address[whole] ^ other[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }
  }
}
