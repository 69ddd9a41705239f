// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code otel-mail demo}: application, mail server, receivers and bridge side by side.
 */
@NullMarked
package io.github.otelmail.examples.demo;

import org.jspecify.annotations.NullMarked;
