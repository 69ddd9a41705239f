// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.telemetry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** A real OTLP/HTTP receiver on loopback that answers as it is told. */
public final class HttpReceiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpServer server;
  private final List<ExportTraceServiceRequest> accepted = new CopyOnWriteArrayList<>();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private final ToIntFunction<ExportTraceServiceRequest> status;
  private volatile byte[] answer = new byte[0];

  /**
   * @param port 0 for any
   * @param status the HTTP status of the answer to a request
   */
  public HttpReceiver(int port, ToIntFunction<ExportTraceServiceRequest> status)
      throws IOException {
    this.status = status;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/v1/traces", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      headers.add(exchange.getRequestHeaders());
      sizes.add(spans(request).size());
      int code = status.applyAsInt(request);
      if (code == 200) {
        synchronized (accepted) {
          accepted.add(request);
          accepted.notifyAll();
        }
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        return;
      }
      byte[] body = "told to".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** What is said to requests that are accepted; nothing without this. */
  void answer(byte[] said) {
    answer = said;
  }

  /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} has to be. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Requests answered with 200, in order. */
  List<ExportTraceServiceRequest> accepted() {
    return accepted;
  }

  List<Headers> headers() {
    return headers;
  }

  /** Number of spans of every request, also of those not accepted. */
  List<Integer> sizes() {
    return sizes;
  }

  /** All spans accepted, in order. */
  public List<Span> spans() {
    return accepted.stream().flatMap(request -> spans(request).stream()).toList();
  }

  /** Waits until the spans are enough; false when they are not within a minute. */
  public boolean await(Predicate<List<Span>> enough) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    synchronized (accepted) {
      while (!enough.test(spans())) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        accepted.wait(left);
      }
      return true;
    }
  }

  static List<Span> spans(ExportTraceServiceRequest request) {
    List<Span> spans = new ArrayList<>();
    request
        .getResourceSpansList()
        .forEach(
            resource ->
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
    return spans;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
