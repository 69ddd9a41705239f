// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.sdk;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends OTLP over HTTP with the JDK's own client of Java 8: the agent starts with that in a third
 * of the time that OkHttp takes, which is left to gRPC. Retries as the OTLP specification says,
 * with the exporter's policy.
 */
final class UrlSender implements HttpSender {
  private static final int MAX_THREADS = 8;
  private static final int IDLE_SECONDS = 10;
  private static final long MAX_BODY = 64 * 1024;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final HttpSenderConfig config;
  private final ExecutorService executor;

  UrlSender(HttpSenderConfig config) {
    this.config = config;
    ExecutorService given = config.getExecutorService();
    executor = given == null ? ownExecutor() : given;
  }

  private static ExecutorService ownExecutor() {
    return new ThreadPoolExecutor(
        0,
        MAX_THREADS,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "otel-mail-agent-export");
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    try {
      byte[] body = body(message);
      executor.execute(() -> deliver(body, onResponse, onError));
    } catch (IOException | RejectedExecutionException e) {
      onError.accept(e);
    }
  }

  private byte[] body(MessageWriter message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(32, message.getContentLength()));
    Compressor compressor = config.getCompressor();
    try (OutputStream stream = compressor == null ? out : compressor.compress(out)) {
      message.writeMessage(stream);
    }
    return out.toByteArray();
  }

  private void deliver(
      byte[] body, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    Answer answer;
    try {
      answer = withRetries(body);
    } catch (Throwable t) {
      onError.accept(t);
      return;
    }
    onResponse.accept(answer);
  }

  private Answer withRetries(byte[] body) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + config.getTimeout().toNanos();
    RetryPolicy policy = config.getRetryPolicy();
    double backoff = policy == null ? 0 : seconds(policy.getInitialBackoff());
    for (int attempt = 1; ; attempt++) {
      boolean last = policy == null || attempt >= policy.getMaxAttempts();
      try {
        Answer answer = attempt(body, deadline);
        if (last || !answer.isRetryable()) {
          return answer;
        }
      } catch (SSLException e) {
        throw e;
      } catch (IOException e) {
        if (last) {
          throw e;
        }
      }
      long wait =
          (long) (backoff * ThreadLocalRandom.current().nextDouble(0.8, 1.2) * NANOS_PER_SECOND);
      if (policy != null && System.nanoTime() + wait < deadline) {
        TimeUnit.NANOSECONDS.sleep(wait);
        backoff =
            Math.min(backoff * policy.getBackoffMultiplier(), seconds(policy.getMaxBackoff()));
      } else {
        throw new IOException("no answer from " + config.getEndpoint().getHost() + " in time");
      }
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_PER_SECOND;
  }

  private Answer attempt(byte[] body, long deadline) throws IOException {
    HttpURLConnection connection = open();
    long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    connection.setConnectTimeout((int) Math.min(left, config.getConnectTimeout().toMillis()));
    connection.setReadTimeout((int) Math.min(left, Integer.MAX_VALUE));
    connection.setRequestMethod("POST");
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", config.getContentType());
    Compressor compressor = config.getCompressor();
    if (compressor != null) {
      connection.setRequestProperty("Content-Encoding", compressor.getEncoding());
    }
    Map<String, List<String>> headers = config.getHeadersSupplier().get();
    if (headers != null) {
      headers.forEach(
          (name, values) -> values.forEach(v -> connection.addRequestProperty(name, v)));
    }
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    int status = connection.getResponseCode();
    return new Answer(status, connection.getResponseMessage(), read(connection));
  }

  private HttpURLConnection open() throws IOException {
    URI endpoint = config.getEndpoint();
    ProxyOptions proxies = config.getProxyOptions();
    List<Proxy> proxy = proxies == null ? null : proxies.getProxySelector().select(endpoint);
    HttpURLConnection connection =
        (HttpURLConnection)
            (proxy == null || proxy.isEmpty()
                ? endpoint.toURL().openConnection()
                : endpoint.toURL().openConnection(proxy.get(0)));
    SSLContext ssl = config.getSslContext();
    if (ssl != null && connection instanceof HttpsURLConnection) {
      ((HttpsURLConnection) connection).setSSLSocketFactory(ssl.getSocketFactory());
    }
    return connection;
  }

  /** All of it, so that the connection can be used again. */
  private static byte[] read(HttpURLConnection connection) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status = connection.getResponseCode();
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      byte[] buffer = new byte[1024];
      int n = in == null ? -1 : in.read(buffer);
      while (n >= 0 && out.size() < MAX_BODY) {
        out.write(buffer, 0, n);
        n = in.read(buffer);
      }
    }
    return out.toByteArray();
  }

  @Override
  public CompletableResultCode shutdown() {
    if (config.getExecutorService() == null) {
      executor.shutdown();
    }
    return CompletableResultCode.ofSuccess();
  }

  private static final class Answer implements HttpResponse {
    private final int status;
    private final String message;
    private final byte[] body;

    Answer(int status, @Nullable String message, byte[] body) {
      this.status = status;
      this.message = message == null ? "" : message;
      this.body = body;
    }

    /** As the OTLP specification has it. */
    boolean isRetryable() {
      return status == 429 || status == 502 || status == 503 || status == 504;
    }

    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public String getStatusMessage() {
      return message;
    }

    @Override
    public byte[] getResponseBody() {
      return body;
    }
  }
}
