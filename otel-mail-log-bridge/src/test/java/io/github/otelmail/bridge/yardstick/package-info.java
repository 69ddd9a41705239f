// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Programs that the bridge is measured beside: {@code benchmarks/run-vs-peers}. */
@NullMarked
package io.github.otelmail.bridge.yardstick;

import org.jspecify.annotations.NullMarked;
