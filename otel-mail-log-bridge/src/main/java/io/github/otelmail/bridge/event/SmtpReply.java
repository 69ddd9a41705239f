// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.event;

import org.jspecify.annotations.Nullable;

/**
 * The answer that decided an attempt: an SMTP reply (RFC 5321 section 4.2), or what the MTA says of
 * an attempt that got none.
 *
 * @param code three-digit reply code, 0 when the peer gave none (no connection, local delivery)
 * @param enhanced enhanced status code of RFC 3463 such as {@code 4.7.1}, null without one
 * @param text the whole text as logged, the code included; may hold addresses
 */
public record SmtpReply(int code, @Nullable String enhanced, String text) {}
