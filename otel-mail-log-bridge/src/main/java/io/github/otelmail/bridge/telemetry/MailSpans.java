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
import java.util.List;
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
  private final EncodedSpans spans;

  /**
   * @param contexts finds the trace of a message
   * @param settings what the user decided
   * @param spans takes every span, in the order in which they must be exported
   */
  public MailSpans(ContextResolver contexts, SpanSettings settings, EncodedSpans spans) {
    traces = new EntryTraces(contexts, settings);
    ids = traces.ids();
    attributes = new SpanAttributes(settings.addresses());
    this.spans = spans;
  }

  @Override
  public boolean wantsDeliveries() {
    return false;
  }

  @Override
  public void received(Entry entry) {
    EntryTrace trace = traces.of(entry);
    if (trace != null) {
      received(entry, trace);
    }
  }

  private void received(Entry entry, EntryTrace trace) {
    Place place = trace.first();
    SpanWriter span = receive(entry, trace, place);
    Previous previous = entry.previous();
    if (previous == null) {
      relateToSend(span, trace.message(), place);
    } else {
      switch (previous.relation()) {
        case RELAYED, FORWARDED ->
            relateToAttempt(span, entry.key().queueId(), previous, trace, place);
        case REQUEUED, NOTIFICATION, RESUBMITTED -> relateToEntry(span, previous, trace, place);
      }
    }
    span.end();
  }

  private SpanWriter receive(Entry entry, EntryTrace trace, Place place) {
    SpanRef receive = place.receive();
    SpanWriter span = spans.begin(trace.resource(), SpanShape.RECEIVE, receive, receive.spanId());
    span.times(trace.notTooEarly(entry.arrivalMicros()), entry.queuedMicros());
    attributes.receive(span, entry, trace);
    return span;
  }

  private static void relateToSend(SpanWriter span, MessageContext message, Place place) {
    SpanRef send = EntryTrace.sendSpan(message);
    RemoteContext rejected = message.rejected();
    if (send != null) {
      span.link(send);
      if (!place.own()) {
        span.parent(send);
      }
    } else if (rejected != null) {
      span.link(SpanRef.remote(rejected.traceId(), rejected.spanId(), rejected.sampled()));
    }
  }

  private void relateToAttempt(
      SpanWriter span, String queueId, Previous previous, EntryTrace trace, Place place) {
    if (previous.key() == null && trace.message().trust() == Trust.REJECTED) {
      // The other host may have believed the claim, and then its spans are in another trace.
      relateToSend(span, trace.message(), place);
    } else {
      span.parent(place.receive().remote(ids.handover(place.traceId(), queueId)));
    }
  }

  private void relateToEntry(SpanWriter span, Previous previous, EntryTrace trace, Place place) {
    EntryIdentity identity = previous.identity();
    if (identity == null) {
      relateToSend(span, trace.message(), place);
    } else if (trace.splits() && place.own()) {
      // The entry before was younger: it is in the application's trace, and this one is not.
      String traceId = trace.message().traceId();
      span.link(SpanRef.local(traceId, ids.receive(traceId, identity)));
    } else {
      SpanRef receive = SpanRef.local(place.traceId(), ids.receive(place.traceId(), identity));
      span.parent(receive).link(receive);
    }
  }

  @Override
  public void waited(Entry entry, Wait wait) {
    EntryTrace trace = traces.of(entry);
    if (trace != null) {
      waited(entry, wait, trace);
    }
  }

  private void waited(Entry entry, Wait wait, EntryTrace trace) {
    SpanShape shape =
        switch (wait.kind()) {
          case QUEUE -> SpanShape.QUEUE;
          case RETRY -> SpanShape.RETRY;
          case HOLD -> SpanShape.HOLD;
        };
    Place place = open(entry, trace, wait.endMicros());
    SpanWriter span = child(trace, place, shape, ids.pause(place.traceId(), wait.identity()));
    span.times(trace.notTooEarly(wait.startMicros()), wait.endMicros());
    attributes.pause(span, trace, wait);
    span.end();
  }

  @Override
  public void attempted(Entry entry, Attempt attempt) {
    EntryTrace trace = traces.of(entry);
    if (trace != null) {
      attempted(entry, attempt, trace);
    }
  }

  private void attempted(Entry entry, Attempt attempt, EntryTrace trace) {
    Place place = open(entry, trace, attempt.endMicros());
    String nextQueueId = attempt.nextQueueId();
    long id =
        attempt.firstOfTransaction() && nextQueueId != null
            ? ids.handover(place.traceId(), nextQueueId)
            : ids.attempt(place.traceId(), attempt.identity());
    long start = trace.notTooEarly(attempt.startMicros());
    String replyText = attributes.replyText(attempt, attempt.reply().text());
    SpanWriter span = child(trace, place, SpanShape.ATTEMPT, id);
    span.times(start, attempt.endMicros());
    attributes.attempt(span, trace, attempt, replyText);
    for (String text : attempt.hostFailures()) {
      // The log tells no time of theirs; all of them lie after the start of the attempt.
      attributes.hostFailure(span, start, attempt, text);
    }
    if (attempt.status() != DeliveryStatus.SENT) {
      span.failed(replyText);
    }
    span.end();
  }

  @Override
  public void finished(Entry entry, Delivery delivery) {
    EntryTrace trace = delivery.finishedMicros() < 0 ? null : traces.of(entry);
    if (trace != null) {
      finished(entry, delivery, trace);
    }
  }

  private void finished(Entry entry, Delivery delivery, EntryTrace trace) {
    Place place = open(entry, trace, delivery.finishedMicros());
    SpanWriter span =
        child(trace, place, SpanShape.DELIVER, ids.deliver(place.traceId(), delivery.identity()));
    span.times(trace.notTooEarly(entry.arrivalMicros()), delivery.finishedMicros());
    attributes.delivery(span, entry, delivery, trace, late(entry, delivery, trace.message()));
    if (SpanAttributes.failed(delivery)) {
      span.failed("");
    }
    span.end();
  }

  @Override
  public void closed(Entry entry, List<Delivery> deliveries) {
    traces.forget(entry);
  }

  /** Where a span that ends at {@code endMicros} goes, made ready to take it. */
  private Place open(Entry entry, EntryTrace trace, long endMicros) {
    Place place = trace.at(endMicros);
    if (trace.opens(place)) {
      receive(entry, trace, place).link(trace.first().receive()).end();
    }
    return place;
  }

  private SpanWriter child(EntryTrace trace, Place place, SpanShape shape, long id) {
    return spans.begin(trace.resource(), shape, place.receive(), id).parent(place.receive());
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
