// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * From a log line to events. Parsers are pure but for what the line lacks (the year), never throw,
 * and look at each byte of a line about once. One sub-package per MTA; none sees another.
 */
@NullMarked
package io.github.otelmail.bridge.parser;

import org.jspecify.annotations.NullMarked;
