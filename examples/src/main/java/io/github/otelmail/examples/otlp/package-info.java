// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** A small collector: receives traces over OTLP/HTTP and keeps them in memory. */
@NullMarked
package io.github.otelmail.examples.otlp;

import org.jspecify.annotations.NullMarked;
