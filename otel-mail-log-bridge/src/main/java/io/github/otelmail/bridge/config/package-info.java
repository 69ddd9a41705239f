// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What a command was told by its flags, by the environment and by a file, and which of them counts.
 */
@NullMarked
package io.github.otelmail.bridge.config;

import org.jspecify.annotations.NullMarked;
