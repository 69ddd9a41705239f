// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * Takes traces over OTLP/HTTP ({@code /v1/traces}, protobuf) on the loopback address and keeps them
 * in order of arrival. Requests for metrics and logs are acknowledged and forgotten.
 */
public final class TraceCollector implements AutoCloseable {
  private static final int MAX_SPANS = 100_000;

  static {
    // Without it every answer waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final List<ReceivedSpan> spans = new ArrayList<>();
  private int batches;

  private TraceCollector(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts on a free port.
   *
   * @throws IOException when no port can be had
   */
  public static TraceCollector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "collector");
              thread.setDaemon(true);
              return thread;
            });
    TraceCollector collector = new TraceCollector(server, threads);
    server.createContext("/v1/traces", collector::receive);
    server.createContext("/", exchange -> answer(exchange, 200));
    server.setExecutor(threads);
    server.start();
    return collector;
  }

  /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to be set to. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Everything received so far, in order of arrival. */
  public synchronized List<ReceivedSpan> spans() {
    return List.copyOf(spans);
  }

  /**
   * Waits until what was received meets a condition.
   *
   * @return false when the time ran out first
   */
  public synchronized boolean await(Predicate<List<ReceivedSpan>> condition, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.test(List.copyOf(spans))) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    return true;
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream plain = new ByteArrayInputStream(body);
        InputStream in = gzip ? new GZIPInputStream(plain) : plain) {
      keep(ExportTraceServiceRequest.parseFrom(in));
    } catch (IOException e) {
      answer(exchange, 400);
      return;
    }
    answer(exchange, 200);
  }

  private synchronized void keep(ExportTraceServiceRequest request) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          if (spans.size() < MAX_SPANS) {
            spans.add(new ReceivedSpan(span, resource.getResource(), batches));
          }
        }
      }
    }
    batches++;
    notifyAll();
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      // An empty answer is the protobuf of a response that has nothing to say.
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
