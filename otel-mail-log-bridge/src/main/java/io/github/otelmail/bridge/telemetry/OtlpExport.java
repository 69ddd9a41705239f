// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans where the standard {@code OTEL_*} variables say, and waits until they are there: the
 * place in the log that they came from may be left behind only then.
 *
 * <p>Understood are all variables of the SDK's autoconfiguration that concern the trace exporter,
 * the sampler and resource attributes. Without any, spans go to {@code http://localhost:4318} over
 * HTTP; without a protocol, an endpoint with port 4317 is spoken to in gRPC. {@code
 * OTEL_RESOURCE_ATTRIBUTES} is added to every MTA's resource, and {@code OTEL_SERVICE_NAME}
 * replaces the name of all of them.
 */
public final class OtlpExport implements AutoCloseable {
  /** Waits between two tries. */
  @FunctionalInterface
  interface Waiter {
    /** Returns after {@code pause}, or earlier when the export is closed. */
    void await(Duration pause) throws InterruptedException;
  }

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** More than the exporter's own timeout: that one should end the wait and tell why. */
  private static final Duration TIMEOUT_MARGIN = Duration.ofSeconds(5);

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

  private final OtelConfig config;
  private final ExportListener listener;
  private final Waiter waiter;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable String outage;
  private String lastWarning = "";

  private OtlpExport(OtelConfig config, ExportListener listener) {
    this.config = config;
    this.listener = listener;
    waiter = this::awaitUnlessClosed;
  }

  OtlpExport(OtelConfig config, ExportListener listener, Waiter waiter) {
    this.config = config;
    this.listener = listener;
    this.waiter = waiter;
  }

  /**
   * Reads {@code OTEL_*} environment variables and {@code otel.*} system properties. Connects to
   * nothing yet.
   *
   * @param listener told how the export goes
   * @throws IllegalArgumentException with a message for the command line when a setting makes no
   *     sense
   */
  public static OtlpExport configured(ExportListener listener) {
    return configured(Map.of(), listener);
  }

  /**
   * Like {@link #configured(ExportListener)}, with settings that go before those of the
   * environment.
   *
   * @param settings by the names of the system properties, such as {@code
   *     otel.exporter.otlp.endpoint}
   * @throws IllegalArgumentException with a message for the command line when a setting makes no
   *     sense
   */
  public static OtlpExport configured(Map<String, String> settings, ExportListener listener) {
    return new OtlpExport(OtelConfig.read(settings), listener);
  }

  /**
   * Sends spans in their order. Returns when the receiver has acknowledged all of them, or has
   * refused some for good; an outage is waited out, however long it takes. One thread at a time.
   *
   * @return false when the thread was interrupted or {@link #close} was called before that: some of
   *     the spans may not have arrived, and the input they came from must be read again
   */
  public boolean export(EncodedSpans spans) {
    for (int start = 0; start < spans.size(); ) {
      SpanRequest batch = SpanRequest.next(spans, start);
      start = batch.end();
      for (SpanSender sender : config.senders()) {
        if (!send(sender, batch)) {
          return false;
        }
      }
    }
    return true;
  }

  /** True when the batch was acknowledged or refused for good. */
  private boolean send(SpanSender sender, SpanRequest batch) {
    Duration pause = FIRST_PAUSE;
    while (!stopped()) {
      listener.sending(batch.size());
      long start = System.nanoTime();
      SpanSender.Answer answer = sender.send(batch, config.timeout().plus(TIMEOUT_MARGIN));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      ExportFailure failure = answer.failure();
      listener.answered(took, failure == null ? null : failure.type());
      if (failure == null) {
        taken(batch.size(), answer);
        return true;
      }
      if (stopped()) {
        return false;
      }
      switch (failure.kind()) {
        case REFUSED -> {
          refused(batch, failure);
          return true;
        }
        case TOO_LARGE -> {
          if (batch.size() > 1) {
            return send(sender, batch.firstHalf()) && send(sender, batch.secondHalf());
          }
          refused(batch, failure);
          return true;
        }
        case TRANSIENT -> {
          interrupted(failure);
          listener.retried(batch.size());
          pause = pause(pause);
        }
      }
    }
    return false;
  }

  /** What was refused of a request that was taken is not sent again, by the specification. */
  private void taken(int spans, SpanSender.Answer answer) {
    recovered();
    int refused = (int) Math.min(answer.refused(), spans);
    if (refused < spans) {
      listener.exported(spans - refused);
    }
    if (refused > 0) {
      listener.refused(refused, BridgeMetrics.PARTIAL_SUCCESS, answer.message());
    } else if (!answer.message().isEmpty() && !answer.message().equals(lastWarning)) {
      lastWarning = answer.message();
      listener.warned(lastWarning);
    }
  }

  /** Waits; returns how long to wait the next time. */
  private Duration pause(Duration pause) {
    try {
      waiter.await(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }

  private void refused(SpanRequest batch, ExportFailure failure) {
    recovered();
    listener.refused(batch.size(), failure.type(), failure.message());
  }

  private void interrupted(ExportFailure failure) {
    if (!failure.message().equals(outage)) {
      outage = failure.message();
      listener.interrupted(failure.type(), "cannot export to " + config.target() + ": " + outage);
    }
  }

  private void recovered() {
    if (outage != null) {
      outage = null;
      listener.recovered();
    }
  }

  private boolean stopped() {
    return closed.getCount() == 0 || Thread.currentThread().isInterrupted();
  }

  private void awaitUnlessClosed(Duration pause) throws InterruptedException {
    // The result does not matter: the loop asks whether it was closed.
    boolean unused = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Where the spans go, for a person: {@code http://localhost:4318 (http/protobuf)}. */
  public String target() {
    return config.target();
  }

  /** How long it can take until the receiver is heard of, or the next try is made. */
  public Duration longestSilence() {
    Duration answer = config.timeout().plus(TIMEOUT_MARGIN);
    return answer.compareTo(LONGEST_PAUSE) > 0 ? answer : LONGEST_PAUSE;
  }

  /** The sampler that {@code OTEL_TRACES_SAMPLER} names. */
  public Sampler sampler() {
    return config.sampler();
  }

  /** What {@code OTEL_RESOURCE_ATTRIBUTES} and {@code OTEL_SERVICE_NAME} say. */
  public Resource resource() {
    return config.resource();
  }

  /** Ends a running {@link #export} and closes the connections. */
  @Override
  public void close() {
    closed.countDown();
    config.senders().forEach(SpanSender::waitNoMore);
    for (SpanExporter exporter : config.exporters()) {
      exporter.shutdown().join(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
