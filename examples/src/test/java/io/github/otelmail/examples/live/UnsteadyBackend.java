// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A backend in trouble: takes spans over OTLP/HTTP, refuses some requests, breaks off others, takes
 * some and does not say so, and can be stopped and started at the same port. What it took it keeps
 * by its ids, once.
 */
final class UnsteadyBackend implements AutoCloseable {
  /** What becomes of a request. */
  enum Fate {
    TAKEN,
    /** 503. */
    REFUSED,
    /** The connection ends after a part of it was read. */
    BROKEN_OFF,
    /** It was taken, and the connection ends without an answer. */
    UNANSWERED
  }

  private final int port;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          4,
          task -> {
            Thread thread = new Thread(task, "backend");
            thread.setDaemon(true);
            return thread;
          });
  private final Random random;
  private final AtomicReference<Runnable> whenTaken =
      new AtomicReference<>(UnsteadyBackend::doNothing);
  private final Map<String, String> contents = new TreeMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Map<Fate, Integer> requests = new EnumMap<>(Fate.class);
  private HttpServer server;
  private volatile boolean steady;
  private long taken;
  private int deliveries;

  /**
   * Starts on a free port.
   *
   * @param seed decides what becomes of requests
   */
  UnsteadyBackend(long seed) throws IOException {
    random = new Random(seed);
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int onPort) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort);
    HttpServer listening = HttpServer.create(address, 16);
    listening.createContext("/v1/traces", this::receive);
    listening.createContext("/", exchange -> answer(exchange, 200));
    listening.setExecutor(threads);
    listening.start();
    return listening;
  }

  /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to be set to. */
  String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Closes the port and every connection. */
  void down() {
    server.stop(0);
  }

  /** Opens the port again after {@link #down}. */
  void up() throws IOException {
    server = listen(port);
  }

  /** From now on, every request is taken and answered. */
  void recover() {
    steady = true;
  }

  /** Runs once, when the next request was taken and not yet answered. */
  void whenNextTaken(Runnable action) {
    whenTaken.set(action);
  }

  /** What {@link #whenNextTaken} was told will not happen any more. */
  void forgetAction() {
    whenTaken.set(UnsteadyBackend::doNothing);
  }

  private static void doNothing() {}

  private void receive(HttpExchange exchange) throws IOException {
    Fate fate = fate();
    switch (fate) {
      case REFUSED -> answer(exchange, 503);
      case BROKEN_OFF -> {
        try (exchange) {
          byte[] unused = exchange.getRequestBody().readNBytes(100);
        }
      }
      case TAKEN, UNANSWERED -> {
        keep(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
        whenTaken.getAndSet(UnsteadyBackend::doNothing).run();
        if (fate == Fate.TAKEN) {
          answer(exchange, 200);
        } else {
          exchange.close();
        }
      }
    }
  }

  private synchronized Fate fate() {
    int chance = steady ? 100 : random.nextInt(100);
    Fate fate =
        chance < 10
            ? Fate.REFUSED
            : chance < 17 ? Fate.BROKEN_OFF : chance < 25 ? Fate.UNANSWERED : Fate.TAKEN;
    requests.merge(fate, 1, Integer::sum);
    return fate;
  }

  private synchronized void keep(ExportTraceServiceRequest request) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        String origin = resource.getResource() + "\n" + scope.getScope();
        scope.getSpansList().forEach(span -> keep(span, origin));
      }
    }
  }

  private void keep(Span span, String origin) {
    taken++;
    HexFormat hex = HexFormat.of();
    String id =
        hex.formatHex(span.getTraceId().toByteArray())
            + '-'
            + hex.formatHex(span.getSpanId().toByteArray());
    String content = span + "\n" + origin;
    String before = contents.put(id, content);
    if (before == null) {
      deliveries += span.getName().equals("deliver email") ? 1 : 0;
    } else if (!before.equals(content)) {
      contradictions.add(id + " was\n" + before + "\nand then\n" + content);
    }
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      byte[] unused = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status, -1);
    }
  }

  /** Everything taken, by trace id and span id: the span, what it comes from, its scope. */
  synchronized Map<String, String> contents() {
    return new TreeMap<>(contents);
  }

  /** Spans that came again and said something else. */
  synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  /** Distinct {@code deliver email} spans. */
  synchronized int deliveries() {
    return deliveries;
  }

  /** Requests so far. */
  synchronized int requests() {
    return requests.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** In one line, what came and what became of it. */
  synchronized String summary() {
    return "%d spans taken, %d of them distinct; requests %s"
        .formatted(taken, contents.size(), requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
