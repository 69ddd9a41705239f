// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.source.NetworkLimits;
import io.github.otelmail.bridge.source.SyslogPorts;
import io.github.otelmail.bridge.telemetry.BridgeMetrics;
import io.github.otelmail.bridge.telemetry.MetricsExport;
import io.github.otelmail.bridge.telemetry.OtlpExport;
import java.io.Closeable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bridge with all that surrounds it: exporters, probes, and the end on a signal. */
final class Daemon implements Closeable {
  private final Waker waker = Waker.system();
  private final Vitals vitals =
      new Vitals(waker::nanos, () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  private final Observers observers;
  private final MetricsExport metrics;
  private final OtlpExport export;
  private final SyslogPorts ports = new SyslogPorts(NetworkLimits.DEFAULT);
  private @Nullable HealthServer probes;
  private @Nullable HealthOptions probed;
  private boolean begun;

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

  /** Stay open while one bridge takes over from another. */
  SyslogPorts ports() {
    return ports;
  }

  /**
   * Works until all inputs have ended or a signal comes; SIGHUP makes it read its configuration
   * again.
   *
   * @throws FailedException when the work cannot be done
   */
  void run(RunPlan plan, ConfigReload config) {
    RunListener listener = observers.listener();
    BridgeRuns runs = new BridgeRuns(plan, this::open, listener::say);
    try (CleanStop stop = CleanStop.onSignal(() -> stop(runs), export::close)) {
      HangUp.onSignal(() -> runs.reload(now -> next(config, now)), listener::say);
      runs.run();
      metrics.close();
      stop.done();
    } finally {
      close(probes);
    }
  }

  private RunPlan next(ConfigReload config, RunPlan current) {
    String trouble = vitals.checkpointTrouble();
    if (trouble != null) {
      // What the inputs have accepted would be lost with the bridge that accepted it.
      throw new FailedException(trouble);
    }
    return config.read(current);
  }

  private Bridge open(RunPlan plan, @Nullable Input standardInput) {
    boolean first = !begun;
    begun = true;
    RunSettings settings = first ? plan.settings() : plan.settings().fromCheckpoint();
    RunListener listener = observers.listener();
    listener.show(plan.showUnparsed(), plan.addresses());
    probe(plan.health());
    Bridge bridge = new Bridge(settings, export::export, observers, waker, standardInput);
    ports.closeUnused();
    if (first) {
      listener.say(
          bridge.description() + "; sending to " + Secrets.hide(export.target(), Map.of()));
    }
    return bridge;
  }

  /** Answers probes as these options say from now on. */
  private void probe(HealthOptions health) {
    HealthOptions present = probed;
    if (present != null && present.isSame(health)) {
      return;
    }
    probed = null;
    close(probes);
    probes = null;
    probes = health.open(vitals, export.longestSilence());
    probed = health;
    if (probes != null) {
      observers.listener().say("answering probes at " + probes.address());
    }
  }

  private static void close(@Nullable HealthServer server) {
    if (server != null) {
      server.close();
    }
  }

  private void stop(BridgeRuns runs) {
    // The bridge reads on meanwhile.
    ports.hangUp();
    runs.stop();
    if (observers.listener().isReceiverAway()) {
      // Waiting for it would only delay the end: the checkpoint stays before what it did not get.
      export.close();
    }
  }

  @Override
  public void close() {
    ports.close();
    metrics.close();
    export.close();
  }
}
