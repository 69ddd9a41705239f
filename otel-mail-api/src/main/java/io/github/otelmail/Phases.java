// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail;

import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_DURATION;
import static io.github.otelmail.semconv.MailAttributes.SMTP_PHASE_NAME;

import io.github.otelmail.semconv.MailEventNames;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes each phase of an SMTP session as an event of a span when it is over: the event's time is
 * the phase's end by the span's own clock, its duration by {@link System#nanoTime()}. Never throws.
 */
final class Phases {
  /** A session has ten; more come from a caller that repeats itself. */
  private static final int MAX_EVENTS = 40;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Span span;

  /** False when nobody will see the span. */
  final boolean recording;

  private @Nullable String current;
  private long since;
  private int events;

  Phases(Span span) {
    this.span = span;
    boolean isRecording = false;
    try {
      isRecording = span.isRecording();
    } catch (Throwable t) {
      Failsafe.swallow("look at a span", t);
    }
    recording = isRecording;
  }

  /** Ends the current phase, if it is another, and begins the next. */
  void begin(String name) {
    if (recording && !Objects.equals(name, current)) {
      long now = System.nanoTime();
      endAt(now);
      current = name;
      since = now;
    }
  }

  /** The same, for a phase that began a while ago. */
  void beginAt(String name, long nanoTime) {
    if (recording) {
      end();
      current = name;
      since = nanoTime;
    }
  }

  void end() {
    if (current != null) {
      endAt(System.nanoTime());
    }
  }

  private void endAt(long now) {
    String name = current;
    current = null;
    if (name == null || ++events > MAX_EVENTS) {
      return;
    }
    try {
      span.addEvent(
          MailEventNames.PHASE,
          Attributes.of(
              SMTP_PHASE_NAME, name, SMTP_PHASE_DURATION, (now - since) / NANOS_PER_SECOND));
    } catch (Throwable t) {
      Failsafe.swallow("record a phase", t);
    }
  }
}
