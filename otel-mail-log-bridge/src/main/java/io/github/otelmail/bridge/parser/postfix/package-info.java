// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Postfix 2.3 to 3.11: one class per group of daemons. */
@NullMarked
package io.github.otelmail.bridge.parser.postfix;

import org.jspecify.annotations.NullMarked;
