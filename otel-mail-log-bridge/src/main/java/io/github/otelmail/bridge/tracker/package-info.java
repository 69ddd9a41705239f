// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * From events to histories: one state machine per queue entry, bounded in number, driven by the
 * log's own time. Knows no log format, no telemetry, no files and no clock.
 */
@NullMarked
package io.github.otelmail.bridge.tracker;

import org.jspecify.annotations.NullMarked;
