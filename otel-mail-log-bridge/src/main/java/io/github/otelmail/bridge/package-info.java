// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The wiring: command line, configuration, and which part is plugged into which. Imported by
 * nobody.
 */
@NullMarked
package io.github.otelmail.bridge;

import org.jspecify.annotations.NullMarked;
