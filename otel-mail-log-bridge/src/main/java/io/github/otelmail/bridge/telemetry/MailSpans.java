// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.context.MessageContext;
import io.github.otelmail.bridge.context.MessageContext.RemoteContext;
import io.github.otelmail.bridge.context.MessageContext.Trust;
import io.github.otelmail.bridge.event.DeliveryStatus;
import io.github.otelmail.bridge.telemetry.EntryTrace.Place;
import io.github.otelmail.bridge.tracker.Attempt;
import io.github.otelmail.bridge.tracker.Delivery;
import io.github.otelmail.bridge.tracker.Entry;
import io.github.otelmail.bridge.tracker.Entry.Previous;
import io.github.otelmail.bridge.tracker.EntryIdentity;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.MailEventNames;
import io.github.otelmail.semconv.MailSpanNames;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From histories to spans: every step becomes a span as soon as its end is known, and the span's
 * parent has always come out before it.
 *
 * <p>All ids are derived from what the log says, so reading the same log again gives the same
 * spans; two hops find each other by the queue id that one gave the other. Messages that are not
 * sampled give no spans.
 *
 * <p>Not thread-safe.
 */
public final class MailSpans implements HistorySink {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final EntryTraces traces;
  private final SpanIds ids;
  private final SpanAttributes attributes;
  private final Consumer<SpanData> spans;

  /**
   * @param contexts finds the trace of a message
   * @param settings what the user decided
   * @param spans takes every span, in the order in which they must be exported
   */
  public MailSpans(ContextResolver contexts, SpanSettings settings, Consumer<SpanData> spans) {
    traces = new EntryTraces(contexts, settings);
    ids = traces.ids();
    attributes = new SpanAttributes(settings.addresses());
    this.spans = spans;
  }

  @Override
  public void received(Entry entry) {
    traces.of(entry).ifPresent(trace -> received(entry, trace));
  }

  private void received(Entry entry, EntryTrace trace) {
    Place place = trace.first();
    MailSpan.Builder span = receive(entry, trace, place);
    Previous previous = entry.previous();
    if (previous == null) {
      relateToSend(span, trace.message(), place);
      spans.accept(span.build());
      return;
    }
    switch (previous.relation()) {
      case RELAYED, FORWARDED ->
          relateToAttempt(span, entry.key().queueId(), previous, trace, place);
      case REQUEUED, NOTIFICATION -> relateToEntry(span, previous, trace, place);
    }
    spans.accept(span.build());
  }

  private MailSpan.Builder receive(Entry entry, EntryTrace trace, Place place) {
    return MailSpan.builder(
            MailSpanNames.RECEIVE, SpanKind.SERVER, place.receive(), trace.resource())
        .times(trace.notTooEarly(entry.arrivalMicros()), entry.queuedMicros())
        .attributes(attributes.receive(entry, trace.message()));
  }

  private static void relateToSend(MailSpan.Builder span, MessageContext message, Place place) {
    SpanContext send = EntryTrace.sendSpan(message);
    RemoteContext rejected = message.rejected();
    if (send != null) {
      span.link(send);
      if (!place.own()) {
        span.parent(send);
      }
    } else if (rejected != null) {
      span.link(EntryTrace.remote(rejected.traceId(), rejected.spanId(), rejected.sampled()));
    }
  }

  private void relateToAttempt(
      MailSpan.Builder span, String queueId, Previous previous, EntryTrace trace, Place place) {
    if (previous.key() == null && trace.message().trust() == Trust.REJECTED) {
      // The other host may have believed the claim, and then its spans are in another trace.
      relateToSend(span, trace.message(), place);
    } else {
      String id = ids.handover(place.traceId(), queueId);
      span.parent(EntryTrace.remote(place.traceId(), id, true));
    }
  }

  private void relateToEntry(
      MailSpan.Builder span, Previous previous, EntryTrace trace, Place place) {
    EntryIdentity identity = previous.identity();
    if (identity == null) {
      relateToSend(span, trace.message(), place);
    } else if (trace.splits() && place.own()) {
      // The entry before was younger: it is in the application's trace, and this one is not.
      String traceId = trace.message().traceId();
      span.link(EntryTrace.local(traceId, ids.receive(traceId, identity.toString())));
    } else {
      SpanContext receive =
          EntryTrace.local(place.traceId(), ids.receive(place.traceId(), identity.toString()));
      span.parent(receive).link(receive);
    }
  }

  @Override
  public void waited(Entry entry, Wait wait) {
    String name =
        switch (wait.kind()) {
          case QUEUE -> MailSpanNames.QUEUE;
          case RETRY -> MailSpanNames.RETRY;
          case HOLD -> MailSpanNames.HOLD;
        };
    traces
        .of(entry)
        .ifPresent(
            trace -> {
              Place place = open(entry, trace, wait.endMicros());
              String id = ids.pause(place.traceId(), wait.identity());
              spans.accept(
                  child(trace, place, id, name, SpanKind.INTERNAL)
                      .times(trace.notTooEarly(wait.startMicros()), wait.endMicros())
                      .attributes(attributes.pause(entry, wait))
                      .build());
            });
  }

  @Override
  public void attempted(Entry entry, Attempt attempt) {
    traces.of(entry).ifPresent(trace -> attempted(entry, attempt, trace));
  }

  private void attempted(Entry entry, Attempt attempt, EntryTrace trace) {
    Place place = open(entry, trace, attempt.endMicros());
    String nextQueueId = attempt.nextQueueId();
    String id =
        attempt.firstOfTransaction() && nextQueueId != null
            ? ids.handover(place.traceId(), nextQueueId)
            : ids.attempt(place.traceId(), attempt.identity());
    long start = trace.notTooEarly(attempt.startMicros());
    MailSpan.Builder span =
        child(trace, place, id, MailSpanNames.ATTEMPT, SpanKind.CLIENT)
            .times(start, attempt.endMicros())
            .attributes(attributes.attempt(entry, attempt))
            .events(hostFailures(attempt, start));
    if (attempt.status() != DeliveryStatus.SENT) {
      span.failed(attributes.replyText(attempt, attempt.reply().text()));
    }
    spans.accept(span.build());
  }

  /** The log tells no time of theirs; all of them lie after the start of the attempt. */
  private List<EventData> hostFailures(Attempt attempt, long startMicros) {
    if (attempt.hostFailures().isEmpty()) {
      return List.of();
    }
    List<EventData> events = new ArrayList<>(attempt.hostFailures().size());
    for (String text : attempt.hostFailures()) {
      events.add(
          EventData.create(
              startMicros * 1000,
              MailEventNames.HOST_FAILED,
              attributes.hostFailure(attempt, text)));
    }
    return events;
  }

  @Override
  public void finished(Entry entry, Delivery delivery) {
    if (delivery.finishedMicros() >= 0) {
      traces.of(entry).ifPresent(trace -> finished(entry, delivery, trace));
    }
  }

  private void finished(Entry entry, Delivery delivery, EntryTrace trace) {
    Place place = open(entry, trace, delivery.finishedMicros());
    String id = ids.deliver(place.traceId(), delivery.identity());
    Boolean late = late(entry, delivery, trace.message());
    MailSpan.Builder span =
        child(trace, place, id, MailSpanNames.DELIVER, SpanKind.INTERNAL)
            .times(trace.notTooEarly(entry.arrivalMicros()), delivery.finishedMicros())
            .attributes(attributes.delivery(entry, delivery, trace.message(), late));
    if (SpanAttributes.failed(delivery)) {
      span.failed("");
    }
    spans.accept(span.build());
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    traces.forget(entry);
  }

  /** Where a span that ends at {@code endMicros} goes, made ready to take it. */
  private Place open(Entry entry, EntryTrace trace, long endMicros) {
    Place place = trace.at(endMicros);
    if (trace.opens(place)) {
      spans.accept(receive(entry, trace, place).link(trace.first().receive()).build());
    }
    return place;
  }

  private static MailSpan.Builder child(
      EntryTrace trace, Place place, String id, String name, SpanKind kind) {
    return MailSpan.builder(name, kind, EntryTrace.local(place.traceId(), id), trace.resource())
        .parent(place.receive());
  }

  /** Null without a deadline; a notification has none. */
  private static @Nullable Boolean late(Entry entry, Delivery delivery, MessageContext message) {
    if (message.deadlineSeconds() < 0 || entry.isNotification()) {
      return null;
    }
    long sent =
        message.sentMillis() >= 0 ? message.sentMillis() * 1000 : entry.origin().arrivalMicros();
    return delivery.finishedMicros() - sent > message.deadlineSeconds() * MICROS_PER_SECOND;
  }
}
