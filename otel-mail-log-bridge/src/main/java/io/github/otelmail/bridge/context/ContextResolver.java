// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.context;

import io.github.otelmail.bridge.tracker.Origin;

/** Finds the trace of a message. Pure: the same origin always gives the same context. */
@FunctionalInterface
public interface ContextResolver {
  /** The context of the message that began at {@code origin}; never null, never throws. */
  MessageContext resolve(Origin origin);
}
