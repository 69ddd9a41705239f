// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import org.jspecify.annotations.Nullable;

/**
 * The next hop of an attempt.
 *
 * @param name host name, or the name of a local delivery agent such as {@code local} or {@code
 *     dovecot}; {@code none} when the attempt reached nobody
 * @param address IP address without brackets or a socket path, null without one
 * @param port TCP port, 0 without one
 */
public record Relay(String name, @Nullable String address, int port) {}
