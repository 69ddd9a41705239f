// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * From histories to what a person reads: the terminal report, JSON lines, the HTML page, a
 * waterfall.
 */
@NullMarked
package io.github.otelmail.bridge.report;

import org.jspecify.annotations.NullMarked;
