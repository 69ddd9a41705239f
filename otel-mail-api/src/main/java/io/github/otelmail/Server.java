// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import org.jspecify.annotations.Nullable;

/** Whom a client talks to; a null address and a port of 0 or less are not known. */
final class Server {
  static final Server UNKNOWN = new Server(null, 0);

  final @Nullable String address;
  final int port;

  /** The same, for the attribute of each send over one connection. */
  final Long boxedPort;

  Server(@Nullable String address, int port) {
    this.address = address == null || address.isEmpty() ? null : address;
    this.port = port;
    this.boxedPort = (long) port;
  }
}
