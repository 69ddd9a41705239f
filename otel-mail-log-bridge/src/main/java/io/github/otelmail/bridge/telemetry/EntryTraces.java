// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace of an entry, and remembers that of entries used lately: an entry has several
 * steps, and all of them go by the same trace. What is forgotten is found again the same.
 *
 * <p>Not thread-safe.
 */
final class EntryTraces {
  /** A power of two. An entry whose place another one takes is forgotten. */
  private static final int PLACES = 4096;

  /** What is remembered of an entry; no trace for one that is not sampled. */
  private record Known(EntryIdentity identity, @Nullable EntryTrace trace) {}

  private final ContextResolver contexts;
  private final TraceMode mode;
  private final Sampler sampler;
  private final MtaResources resources;
  private final SpanIds ids = new SpanIds();
  private final @Nullable Known[] places = new @Nullable Known[PLACES];

  EntryTraces(ContextResolver contexts, SpanSettings settings) {
    this.contexts = contexts;
    mode = settings.mode();
    sampler = settings.sampler();
    resources = new MtaResources(settings.resource());
  }

  /** The trace of the entry; null when it is not sampled. */
  @Nullable EntryTrace of(Entry entry) {
    EntryIdentity identity = entry.identity();
    int place = place(identity);
    Known known = places[place];
    if (known == null || !known.identity().equals(identity)) {
      known = new Known(identity, trace(entry));
      places[place] = known;
    }
    return known.trace();
  }

  private @Nullable EntryTrace trace(Entry entry) {
    MessageContext message = contexts.resolve(entry.origin());
    return sampled(message)
        ? new EntryTrace(entry, message, mode, ids, resources.of(entry.key()))
        : null;
  }

  /** Nothing more comes for the entry. */
  void forget(Entry entry) {
    int place = place(entry.identity());
    Known known = places[place];
    if (known != null && known.identity().equals(entry.identity())) {
      places[place] = null;
    }
  }

  private static int place(EntryIdentity identity) {
    int hash = identity.hashCode();
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }

  SpanIds ids() {
    return ids;
  }

  /** The application's decision; where there is none, the sampler's on the trace id. */
  private boolean sampled(MessageContext message) {
    Boolean decided = message.sampled();
    if (decided != null) {
      return decided;
    }
    return sampler
            .shouldSample(
                Context.root(),
                message.traceId(),
                MailSpanNames.RECEIVE,
                SpanKind.SERVER,
                Attributes.empty(),
                List.of())
            .getDecision()
        == SamplingDecision.RECORD_AND_SAMPLE;
  }
}
