// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A backend for measurements: takes traces over OTLP/HTTP on loopback, counts the spans and forgets
 * them. Runs from its source, {@code java SpanCounter.java}, prints its port, and obeys the lines of
 * its standard input: {@code down} closes the port and all connections, {@code up} opens the same
 * port again, {@code count} prints the counts as JSON. It ends with its input.
 */
final class SpanCounter {
  private static final byte[] DELIVERY = "deliver email".getBytes(StandardCharsets.US_ASCII);

  // Field numbers of opentelemetry-proto's trace.proto and trace_service.proto.
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int SPAN_ID = 2;
  private static final int NAME = 5;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final LongSet deliveries = new LongSet();
  private HttpServer server;
  private long spans;
  private long requests;
  private long bytes;

  public static void main(String[] args) throws IOException {
    // Without it every answer waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    SpanCounter counter = new SpanCounter();
    counter.up(0);
    int port = counter.server.getAddress().getPort();
    System.out.println(port);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      switch (command) {
        case "down" -> counter.server.stop(0);
        case "up" -> counter.up(port);
        case "count" -> System.out.println(counter.counts());
        default -> System.err.println("up, down or count, not " + command);
      }
    }
    System.exit(0);
  }

  private void up(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    server.createContext("/v1/traces", this::receive);
    server.setExecutor(threads);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      synchronized (this) {
        requests++;
        bytes += body.length;
        request(new Fields(body, 0, body.length));
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void request(Fields request) {
    while (request.next()) {
      if (request.number == RESOURCE_SPANS) {
        Fields resource = request.message();
        while (resource.next()) {
          if (resource.number == SCOPE_SPANS) {
            scope(resource.message());
          }
        }
      }
    }
  }

  private void scope(Fields scope) {
    while (scope.next()) {
      if (scope.number == SPANS) {
        spans++;
        span(scope.message());
      }
    }
  }

  private void span(Fields span) {
    long id = 0;
    while (span.next()) {
      if (span.number == SPAN_ID) {
        for (int i = span.from; i < span.to; i++) {
          id = id << 8 | span.bytes[i] & 0xff;
        }
      } else if (span.number == NAME) {
        if (Arrays.equals(span.bytes, span.from, span.to, DELIVERY, 0, DELIVERY.length)) {
          deliveries.add(id);
        }
        return;
      }
    }
  }

  private synchronized String counts() {
    return "{\"spans\":%d,\"deliveries\":%d,\"requests\":%d,\"bytes\":%d}"
        .formatted(spans, deliveries.size, requests, bytes);
  }

  /** The fields of a protobuf message, one after the other; unknown ones are passed over. */
  private static final class Fields {
    final byte[] bytes;
    private int at;
    private final int end;
    int number;

    /** Where the contents of a field with a length lie. */
    int from;

    int to;

    Fields(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.at = start;
      this.end = end;
    }

    boolean next() {
      if (at >= end) {
        return false;
      }
      int tag = (int) varint();
      number = tag >>> 3;
      switch (tag & 7) {
        case 0 -> varint();
        case 1 -> at += 8;
        case 2 -> {
          int length = (int) varint();
          from = at;
          to = at + length;
          at = to;
        }
        case 5 -> at += 4;
        default -> throw new IllegalArgumentException("no protobuf");
      }
      return true;
    }

    Fields message() {
      return new Fields(bytes, from, to);
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }

  /** Ids seen; what comes twice counts once. */
  private static final class LongSet {
    private long[] slots = new long[1 << 16];
    int size;

    void add(long id) {
      if (2 * size > slots.length) {
        long[] before = slots;
        slots = new long[2 * before.length];
        size = 0;
        for (long old : before) {
          if (old != 0) {
            add(old);
          }
        }
      }
      int slot = slot(id);
      while (slots[slot] != 0 && slots[slot] != id) {
        slot = slot + 1 & slots.length - 1;
      }
      if (slots[slot] == 0) {
        slots[slot] = id;
        size++;
      }
    }

    private int slot(long id) {
      return (int) (id * 0x9E3779B97F4A7C15L >>> 32) & slots.length - 1;
    }
  }
}
