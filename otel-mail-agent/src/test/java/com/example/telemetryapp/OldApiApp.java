// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.telemetryapp;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import jakarta.mail.Transport;

/**
 * Needs nothing that OpenTelemetry 1.31 has not. Sends mail in the span of somebody else.
 *
 * <p>Arguments: SMTP port, how often.
 */
public final class OldApiApp {
  /** Sends the mails. */
  public static void main(String[] args) throws Exception {
    GlobalOpenTelemetry.set(OpenTelemetry.noop());
    Span request =
        Span.wrap(
            SpanContext.create(
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7",
                TraceFlags.getSampled(),
                TraceState.getDefault()));
    try (Scope scope = request.makeCurrent()) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        Transport.send(OwnSdkApp.message(OwnSdkApp.session(args[0])));
      }
    }
  }

  private OldApiApp() {}
}
