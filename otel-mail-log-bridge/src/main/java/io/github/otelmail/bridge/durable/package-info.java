// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Files that survive a crash and a power cut at any moment: one that is replaced as a whole, and a
 * journal that is appended to and read back.
 */
@NullMarked
package io.github.otelmail.bridge.durable;

import org.jspecify.annotations.NullMarked;
