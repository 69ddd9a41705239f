// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.telemetry.BridgeMetrics;
import io.github.otelmail.bridge.telemetry.MetricsExport;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import java.io.Closeable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The bridge with all that surrounds it: exporters, probes, and the end on a signal. */
final class Daemon implements Closeable {
  private final Waker waker = Waker.system();
  private final Vitals vitals =
      new Vitals(waker::nanos, () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  private final Observers observers;
  private final MetricsExport metrics;
  private final OtlpExport export;

  /**
   * Reads the standard variables of OpenTelemetry.
   *
   * @throws IllegalArgumentException with a message for the command line when one makes no sense
   */
  Daemon(RunListener listener) {
    metrics = MetricsExport.configured(listener::say);
    observers = new Observers(listener, new BridgeMetrics(metrics.meter()), vitals);
    try {
      export = OtlpExport.configured(observers.ofExport());
    } catch (IllegalArgumentException e) {
      metrics.close();
      throw e;
    }
  }

  OtlpExport export() {
    return export;
  }

  /**
   * Works until all inputs have ended or a signal comes.
   *
   * @throws FailedException when the work cannot be done
   */
  void run(RunSettings settings, HealthOptions health) {
    try (HealthServer probes = health.open(vitals, export.longestSilence());
        Bridge bridge = new Bridge(settings, export::export, observers, waker);
        CleanStop stop = CleanStop.onSignal(() -> stop(bridge), export::close)) {
      RunListener listener = observers.listener();
      listener.say(
          bridge.description() + "; sending to " + Secrets.hide(export.target(), Map.of()));
      if (probes != null) {
        listener.say("answering probes at " + probes.address());
      }
      bridge.run();
      listener.say("ended: " + bridge.counts());
      metrics.close();
      stop.done();
    }
  }

  private void stop(Bridge bridge) {
    bridge.stop();
    if (observers.listener().isReceiverAway()) {
      // Waiting for it would only delay the end: the checkpoint stays before what it did not get.
      export.close();
    }
  }

  @Override
  public void close() {
    metrics.close();
    export.close();
  }
}
