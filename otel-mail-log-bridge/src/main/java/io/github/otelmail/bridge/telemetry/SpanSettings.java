// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.github.otelmail.semconv.AddressPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/**
 * What the user may decide about spans.
 *
 * @param addresses how much of an address they show, reply texts included
 * @param mode how they relate to the trace of the application
 * @param sampler decides for messages whose application did not; see {@link OtlpExport#sampler()}
 * @param resource attributes that the user gave for every MTA; see {@link OtlpExport#resource()}
 */
public record SpanSettings(
    AddressPolicy addresses, TraceMode mode, Sampler sampler, Resource resource) {
  /** Domains only, children of the send span, everything sampled, no attributes from the user. */
  public static final SpanSettings DEFAULT =
      new SpanSettings(
          AddressPolicy.DOMAIN, TraceMode.PARENT, Sampler.alwaysOn(), Resource.empty());
}
