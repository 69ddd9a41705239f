// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The certificate a listening input shows.
 *
 * @param certificate PEM file with the chain, the server's own first
 * @param key PEM file with its PKCS #8 key, not encrypted
 * @param clientAuthorities PEM file with the authorities of client certificates, which are then
 *     required; null for none
 */
public record TlsSettings(Path certificate, Path key, @Nullable Path clientAuthorities) {}
