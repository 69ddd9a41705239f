// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers probes over HTTP: {@code /healthz} whether the process is to be left alone or restarted,
 * {@code /readyz} whether it does its work. 200 for yes and 503 for no, with the reason as text.
 */
final class HealthServer implements Closeable {
  /**
   * What is still well.
   *
   * @param stall how long the bridge's thread may stand still
   * @param maxLag how old the oldest waiting line may be
   */
  record Limits(Duration stall, Duration maxLag) {}

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final int THREADS = 2;
  private static final int MAX_WAITING = 16;

  /** Seconds that a request may take to arrive; the server's own default is for ever. */
  private static final String REQUEST_SECONDS_PROPERTY = "sun.net.httpserver.maxReqTime";

  private static final String REQUEST_SECONDS = "10";

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Vitals vitals;
  private final Limits limits;

  /**
   * Begins to listen.
   *
   * @throws FailedException when the address cannot be listened on
   */
  HealthServer(InetSocketAddress address, Vitals vitals, Limits limits) {
    this.vitals = vitals;
    this.limits = limits;
    if (System.getProperty(REQUEST_SECONDS_PROPERTY) == null) {
      System.setProperty(REQUEST_SECONDS_PROPERTY, REQUEST_SECONDS);
    }
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new FailedException("--health-port: cannot listen on " + address + ": " + e);
    }
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            HealthServer::daemon);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "health");
    thread.setDaemon(true);
    return thread;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, METHOD_NOT_ALLOWED, "only GET and HEAD");
      return;
    }
    switch (exchange.getRequestURI().getPath()) {
      case "/healthz" -> sendState(exchange, vitals.whyDead(limits.stall()));
      case "/readyz" -> sendState(exchange, vitals.whyNotReady(limits.maxLag()));
      default -> send(exchange, NOT_FOUND, "there are /healthz and /readyz");
    }
  }

  private static void sendState(HttpExchange exchange, @Nullable String trouble)
      throws IOException {
    if (trouble == null) {
      send(exchange, OK, "ok");
    } else {
      send(exchange, UNAVAILABLE, trouble);
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = (text + '\n').getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
