// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.tracker.HistorySink;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.function.Consumer;

/**
 * From histories to spans: every step becomes a span as soon as its end is known, and the span's
 * parent has always come out before it. All ids are derived from what the log says, so reading the
 * same log again gives the same spans. Not thread-safe.
 */
public final class MailSpans implements HistorySink {
  /**
   * @param contexts finds the trace of a message
   * @param settings what the user decided
   * @param spans takes every span, in the order in which they must be exported
   */
  public MailSpans(ContextResolver contexts, SpanSettings settings, Consumer<SpanData> spans) {}
}
