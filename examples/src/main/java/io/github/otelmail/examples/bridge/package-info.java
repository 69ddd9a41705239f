// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** The bridge's command line as a process of its own. */
@NullMarked
package io.github.otelmail.examples.bridge;

import org.jspecify.annotations.NullMarked;
