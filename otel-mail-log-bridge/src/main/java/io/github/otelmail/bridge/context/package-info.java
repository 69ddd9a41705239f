// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Which trace a message belongs to, and whether its claim to it can be trusted: the join keys of
 * the trace model, applied to where a message came from.
 */
@NullMarked
package io.github.otelmail.bridge.context;

import org.jspecify.annotations.NullMarked;
