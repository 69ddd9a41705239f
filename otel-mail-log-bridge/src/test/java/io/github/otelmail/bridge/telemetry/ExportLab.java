// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import static java.util.Objects.requireNonNull;

import io.github.otelmail.bridge.context.TraceContextResolver;
import io.github.otelmail.bridge.context.TrustedNetworks;
import io.github.otelmail.bridge.tracker.Entry.Relation;
import io.github.otelmail.bridge.tracker.Wait;
import io.github.otelmail.semconv.TraceToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Exports to receivers of its own; the waits between tries take no time. */
final class ExportLab {
  /** The trace of the first hop of {@link #twoHosts}. */
  static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** How long it would have waited. */
  final List<Duration> pauses = new ArrayList<>();

  final RecordingListener listener = new RecordingListener();
  private final List<AutoCloseable> open = new ArrayList<>();

  OtlpExport http(String endpoint) {
    return export(Map.of("otel.exporter.otlp.endpoint", endpoint), pauses::add);
  }

  OtlpExport grpc(GrpcReceiver receiver) {
    return export(
        Map.of(
            "otel.exporter.otlp.endpoint",
            receiver.endpoint(),
            "otel.exporter.otlp.protocol",
            "grpc"),
        pauses::add);
  }

  OtlpExport export(Map<String, String> settings, OtlpExport.Waiter waiter) {
    OtlpExport export = new OtlpExport(OtelConfig.read(settings), listener, waiter);
    open.add(export);
    return export;
  }

  /** Answers with one status after the other, and goes on with the last. */
  HttpReceiver receiver(int port, int... statuses) {
    AtomicInteger calls = new AtomicInteger();
    try {
      HttpReceiver receiver =
          new HttpReceiver(
              port, request -> statuses[Math.min(calls.getAndIncrement(), statuses.length - 1)]);
      open.add(receiver);
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GrpcReceiver grpcReceiver(String status) throws IOException {
    GrpcReceiver receiver = new GrpcReceiver(request -> status);
    open.add(receiver);
    return receiver;
  }

  static EncodedSpans twoHosts() {
    SpanTree tree = new SpanTree();
    String id =
        requireNonNull(
                TraceToken.format(
                    TRACE,
                    "00f067aa0ba902b7",
                    1,
                    MailStory.EPOCH_MICROS / 1000 - 300,
                    null,
                    -1,
                    "example.org",
                    null))
            .replaceAll("[<>]", "");
    MailStory.arrives(mailSpans(tree), id, 0)
        .fails("jo@example.com", 0.3, 0.5, MailStory.GREYLISTED)
        .continues(Relation.RELAYED, "mx2", "9B7C2", 0.4);
    return tree.encoded;
  }

  static EncodedSpans spans(int count) {
    SpanTree tree = new SpanTree();
    MailSpans spans = mailSpans(tree);
    MailStory story = MailStory.arrives(spans, "m1@example.com", 0);
    for (int i = 1; i < count; i++) {
      story.waits(Wait.Kind.RETRY, i, i + 0.5, null);
    }
    return tree.encoded;
  }

  private static MailSpans mailSpans(SpanTree tree) {
    return new MailSpans(
        new TraceContextResolver(null, TrustedNetworks.defaults()),
        SpanSettings.DEFAULT,
        tree.encoded);
  }

  /** To be closed with the others. */
  void closed(AutoCloseable closeable) {
    open.add(closeable);
  }

  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }
}
