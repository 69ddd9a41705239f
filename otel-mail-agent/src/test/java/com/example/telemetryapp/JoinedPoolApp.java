// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.telemetryapp;

import com.example.poolapp.PoolApp;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@link PoolApp} with a span around each send.
 *
 * <p>Arguments: the endpoint of its collector, then those of the other.
 */
public final class JoinedPoolApp {
  /** Runs it, and says how often the context was another one after a send than before. */
  public static void main(String[] args) throws Exception {
    AtomicInteger leaks = new AtomicInteger();
    try (OpenTelemetrySdk sdk = OwnSdk.to(args[0], true)) {
      Tracer tracer = sdk.getTracer("own");
      PoolApp.run(
          Arrays.copyOfRange(args, 1, args.length),
          (number, send) -> {
            Span span =
                tracer.spanBuilder("request").setAttribute("number", (long) number).startSpan();
            try (Scope scope = span.makeCurrent()) {
              send.call();
              if (Span.current() != span) {
                leaks.incrementAndGet();
              }
            } finally {
              span.end();
            }
            if (Context.current() != Context.root()) {
              leaks.incrementAndGet();
            }
          });
    }
    System.out.println("leaks " + leaks);
  }

  private JoinedPoolApp() {}
}
