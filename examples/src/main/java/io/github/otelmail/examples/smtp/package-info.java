// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** A small SMTP server and client on loopback, enough to play the other side of a mail server. */
@NullMarked
package io.github.otelmail.examples.smtp;

import org.jspecify.annotations.NullMarked;
