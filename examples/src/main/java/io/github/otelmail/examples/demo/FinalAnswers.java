// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.demo;

import io.github.otelmail.examples.otlp.ReceivedSpan;
import io.github.otelmail.examples.signup.SignupApp;
import io.github.otelmail.semconv.MailSpanNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells each mail's final answer as its span arrives, and whether one is still awaited. */
final class FinalAnswers {
  private final List<String> traces;
  private final Set<String> told = new HashSet<>();
  private final DemoScreen screen;

  FinalAnswers(List<SignupApp.Signup> signups, DemoScreen screen) {
    this.traces = signups.stream().map(SignupApp.Signup::traceId).toList();
    this.screen = screen;
  }

  /** True once every entry of every mail, notifications included, has a final answer. */
  boolean complete(List<ReceivedSpan> spans) {
    Set<String> received = new HashSet<>();
    Set<String> answered = new HashSet<>();
    Set<String> seenTraces = new HashSet<>();
    for (ReceivedSpan span : spans) {
      if (span.name().equals(MailSpanNames.RECEIVE)) {
        received.add(span.spanId());
        seenTraces.add(span.traceId());
      } else if (span.name().equals(MailSpanNames.DELIVER)) {
        answered.add(String.valueOf(span.parentSpanId()));
        if (told.add(span.spanId())) {
          screen.answer(traces.indexOf(span.traceId()) + 1, span);
        }
      }
    }
    return seenTraces.containsAll(traces) && answered.containsAll(received);
  }
}
