// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a network input keeps what it received until it is acknowledged.
 *
 * @param directory for this input alone; made where it is missing
 * @param maxBytes of the files in it, about
 * @param position where the last run stopped, null for the oldest line there is
 */
public record Spooling(Path directory, long maxBytes, @Nullable String position) {}
