// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Mail servers of receivers, each of which behaves in one way, on purpose. */
@NullMarked
package io.github.otelmail.examples.destination;

import org.jspecify.annotations.NullMarked;
