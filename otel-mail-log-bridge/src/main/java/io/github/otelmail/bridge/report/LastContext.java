// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.tracker.Origin;
import org.jspecify.annotations.Nullable;

/** Remembers the last answer, for several askers about one entry. For one thread. */
final class LastContext implements ContextResolver {
  private final ContextResolver resolver;
  private @Nullable Origin origin;
  private @Nullable MessageContext context;

  LastContext(ContextResolver resolver) {
    this.resolver = resolver;
  }

  // All askers hold the same entry; an equal origin of another one costs an answer, no more.
  @SuppressWarnings("ReferenceEquality")
  @Override
  public MessageContext resolve(Origin asked) {
    MessageContext known = context;
    if (known == null || asked != origin) {
      known = resolver.resolve(asked);
      origin = asked;
      context = known;
    }
    return known;
  }
}
