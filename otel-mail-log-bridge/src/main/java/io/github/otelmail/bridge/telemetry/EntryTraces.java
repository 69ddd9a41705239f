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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace of an entry, and remembers that of the entries last used: an entry has several
 * steps, and all of them go by the same trace. What is forgotten is found again the same.
 *
 * <p>Not thread-safe.
 */
final class EntryTraces {
  private static final int MAX_REMEMBERED = 1024;

  private final ContextResolver contexts;
  private final TraceMode mode;
  private final Sampler sampler;
  private final MtaResources resources;
  private final SpanIds ids = new SpanIds();
  private final Map<EntryIdentity, Optional<EntryTrace>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntryIdentity, Optional<EntryTrace>> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** What was asked for last: the steps of an entry often come together. */
  private @Nullable Entry last;

  private Optional<EntryTrace> lastTrace = Optional.empty();

  EntryTraces(ContextResolver contexts, SpanSettings settings) {
    this.contexts = contexts;
    mode = settings.mode();
    sampler = settings.sampler();
    resources = new MtaResources(settings.resource());
  }

  /** The trace of the entry; empty when it is not sampled. */
  @SuppressWarnings("ReferenceEquality") // Another object for the same entry costs time only.
  Optional<EntryTrace> of(Entry entry) {
    if (entry != last) {
      lastTrace = remembered(entry);
      last = entry;
    }
    return lastTrace;
  }

  private Optional<EntryTrace> remembered(Entry entry) {
    Optional<EntryTrace> known = remembered.get(entry.identity());
    if (known != null) {
      return known;
    }
    MessageContext message = contexts.resolve(entry.origin());
    Optional<EntryTrace> trace =
        sampled(message)
            ? Optional.of(new EntryTrace(entry, message, mode, ids, resources.of(entry.key())))
            : Optional.empty();
    remembered.put(entry.identity(), trace);
    return trace;
  }

  /** Nothing more comes for the entry. */
  void forget(Entry entry) {
    remembered.remove(entry.identity());
    last = null;
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
