// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The language of the bridge: what a log line is, what mail servers say in it, and who counts what
 * went by. A leaf that every other package shares and that imports nothing but the JDK.
 */
@NullMarked
package io.github.otelmail.bridge.event;

import org.jspecify.annotations.NullMarked;
