// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.event.SendSpan;

/**
 * A send span and when it was learned.
 *
 * @param learnedMicros the log's time then, epoch microseconds; {@link Long#MIN_VALUE} before the
 *     first line
 */
public record LearnedSpan(SendSpan span, long learnedMicros) {}
