// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.context.OwnTrace;
import io.github.otelmail.bridge.tracker.Entry;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Where the spans of one queue entry go: the trace, the {@code receive email} span they are
 * children of, the resource, and the times they must not be before.
 *
 * <p>In {@link TraceMode#auto} an entry can have two traces: what ends early belongs to the
 * application's, what ends later to the message's own. There the {@code receive email} span stands
 * once more, as the root that the later spans need.
 */
final class EntryTrace {
  /**
   * A trace and the span in it that the entry's other spans are children of.
   *
   * @param own true for a trace of the message's own, false for the application's
   */
  record Place(String traceId, SpanRef receive, boolean own) {}

  private static final long SECOND_MICROS = 1_000_000;

  private final MessageContext message;
  private final Resource resource;
  private final byte[] common;
  private final long floorMicros;
  private final long cutOverMicros;
  private final Place first;
  private final Place later;
  private boolean laterOpened;

  EntryTrace(Entry entry, MessageContext message, TraceMode mode, SpanIds ids, Resource resource) {
    this.message = message;
    this.resource = resource;
    common = SpanAttributes.common(entry);
    floorMicros = floor(entry, message);
    boolean joined = message.sendSpanId() != null;
    cutOverMicros = joined ? cutOver(entry, message, mode) : Long.MAX_VALUE;
    Place named = place(message.traceId(), !joined, entry, ids);
    later =
        cutOverMicros == Long.MAX_VALUE
            ? named
            : place(OwnTrace.traceId(entry.origin()), true, entry, ids);
    first = entry.queuedMicros() >= cutOverMicros ? later : named;
  }

  MessageContext message() {
    return message;
  }

  Resource resource() {
    return resource;
  }

  /** Where the entry's {@code receive email} goes. */
  Place first() {
    return first;
  }

  /** Where a span that ends at {@code endMicros} goes. */
  Place at(long endMicros) {
    return endMicros >= cutOverMicros ? later : first;
  }

  /** True when the message's entries need not all be in one trace. */
  boolean splits() {
    return cutOverMicros != Long.MAX_VALUE && cutOverMicros != Long.MIN_VALUE;
  }

  /** True once: for the first span in a place where the {@code receive email} is still missing. */
  boolean opens(Place place) {
    if (laterOpened || place.traceId().equals(first.traceId())) {
      return false;
    }
    laterOpened = true;
    return true;
  }

  /** The time itself, or the earliest that is possible. Epoch microseconds. */
  long notTooEarly(long micros) {
    return Math.max(micros, floorMicros);
  }

  /** The application's span; only for a message that joins its trace. */
  static @Nullable SpanRef sendSpan(MessageContext message) {
    String spanId = message.sendSpanId();
    return spanId == null
        ? null
        : SpanRef.remote(message.traceId(), spanId, !Boolean.FALSE.equals(message.sampled()));
  }

  /** Attributes that all of the entry's spans have, encoded. */
  byte[] common() {
    return common;
  }

  private static Place place(String traceId, boolean own, Entry entry, SpanIds ids) {
    long receive = ids.receive(traceId, entry.identity());
    return new Place(traceId, SpanRef.local(traceId, receive), own);
  }

  /**
   * A stamp of whole seconds can lie before the moment the application made the Message-ID, in the
   * same second: then that moment is the better one.
   */
  private static long floor(Entry entry, MessageContext message) {
    long sentMicros = message.sentMillis() * 1000;
    boolean wholeSeconds = Math.floorMod(entry.arrivalMicros(), SECOND_MICROS) == 0;
    long ahead = sentMicros - entry.arrivalMicros();
    return message.sentMillis() >= 0 && wholeSeconds && ahead > 0 && ahead < SECOND_MICROS
        ? sentMicros
        : Long.MIN_VALUE;
  }

  private static long cutOver(Entry entry, MessageContext message, TraceMode mode) {
    if (mode.maxAgeMicros() == Long.MAX_VALUE || mode.maxAgeMicros() == 0) {
      return mode.maxAgeMicros() == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long born =
        message.sentMillis() >= 0 ? message.sentMillis() * 1000 : entry.origin().arrivalMicros();
    return born + mode.maxAgeMicros();
  }
}
