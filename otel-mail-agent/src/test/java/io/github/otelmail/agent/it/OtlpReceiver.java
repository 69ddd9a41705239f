// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * A collector: takes traces and metrics over OTLP/HTTP on loopback and keeps them. It can also
 * refuse them, or let them wait.
 */
final class OtlpReceiver implements AutoCloseable {
  static {
    // Without it every answer waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String scheme;
  private final HttpServer server;
  private final ExecutorService threads;
  private final List<SpanView> spans = new ArrayList<>();
  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean slow;
  private int requests;

  OtlpReceiver() {
    this("http", OtlpReceiver::plain);
  }

  private OtlpReceiver(String scheme, Opening opening) {
    this.scheme = scheme;
    try {
      server = opening.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "otlp-receiver");
              thread.setDaemon(true);
              return thread;
            });
    server.createContext("/v1/traces", exchange -> receive(exchange, this::traces));
    server.createContext("/v1/metrics", exchange -> receive(exchange, this::metrics));
    server.createContext("/", exchange -> answer(exchange, 200));
    server.setExecutor(threads);
    server.start();
  }

  /** One that speaks HTTPS, with the certificate of {@link Certificate}. */
  static OtlpReceiver overTls() {
    return new OtlpReceiver("https", OtlpReceiver::encrypted);
  }

  private interface Opening {
    HttpServer open(InetSocketAddress address, int backlog) throws IOException;
  }

  private static HttpServer plain(InetSocketAddress address, int backlog) throws IOException {
    return HttpServer.create(address, backlog);
  }

  private static HttpServer encrypted(InetSocketAddress address, int backlog) throws IOException {
    HttpsServer server = HttpsServer.create(address, backlog);
    server.setHttpsConfigurator(new HttpsConfigurator(Certificate.get().context()));
    return server;
  }

  /** Answers with an HTTP status and keeps nothing. */
  OtlpReceiver refusing(int httpStatus) {
    status = httpStatus;
    return this;
  }

  /** Reads requests and answers none before {@link #close()}. */
  OtlpReceiver slow() {
    slow = true;
    return this;
  }

  /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to be set to. */
  String endpoint() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All spans in order of arrival. */
  synchronized List<SpanView> spans() {
    return List.copyOf(spans);
  }

  /** The last state of each metric. */
  synchronized List<Metric> metrics() {
    return List.copyOf(metrics.values());
  }

  /** How many requests with traces or metrics came, refused ones too. */
  synchronized int requests() {
    return requests;
  }

  private interface Keeper {
    void keep(InputStream in) throws IOException;
  }

  private void receive(HttpExchange exchange, Keeper keeper) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (this) {
      requests++;
    }
    if (slow) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (status != 200) {
      answer(exchange, status);
      return;
    }
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream plain = new ByteArrayInputStream(body);
        InputStream in = gzip ? new GZIPInputStream(plain) : plain) {
      keeper.keep(in);
    } catch (InvalidProtocolBufferException e) {
      answer(exchange, 400);
      return;
    }
    answer(exchange, 200);
  }

  private synchronized void traces(InputStream in) throws IOException {
    spans.addAll(SpanView.of(ExportTraceServiceRequest.parseFrom(in)));
  }

  private synchronized void metrics(InputStream in) throws IOException {
    ExportMetricsServiceRequest.parseFrom(in)
        .getResourceMetricsList()
        .forEach(
            resource ->
                resource
                    .getScopeMetricsList()
                    .forEach(
                        scope ->
                            scope
                                .getMetricsList()
                                .forEach(metric -> metrics.put(metric.getName(), metric))));
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
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
