// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/** Reads where to listen: {@code PORT} on loopback, {@code HOST:PORT}, {@code [IPV6]:PORT}. */
final class ListenAddress {
  private ListenAddress() {}

  /**
   * The address.
   *
   * @param option for the message
   * @throws IllegalArgumentException when the text is none, or names no host that is known
   */
  static InetSocketAddress parse(String option, String text) {
    InetSocketAddress address = null;
    try {
      if (text.matches("[0-9]{1,5}")) {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(text));
      } else {
        URI uri = new URI("listen://" + text);
        if (uri.getHost() != null && uri.getPort() >= 0) {
          address = new InetSocketAddress(uri.getHost(), uri.getPort());
        }
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(complaint(option, text), e);
    }
    if (address == null || address.isUnresolved()) {
      throw new IllegalArgumentException(complaint(option, text));
    }
    return address;
  }

  private static String complaint(String option, String text) {
    return option
        + "="
        + text
        + " is no address to listen on: a port for this host alone, or 0.0.0.0:PORT for all";
  }
}
