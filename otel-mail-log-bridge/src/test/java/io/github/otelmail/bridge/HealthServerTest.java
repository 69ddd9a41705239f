// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private volatile long nanos;
  private final Vitals vitals = new Vitals(() -> nanos, () -> 0);
  private final HealthServer server =
      new HealthServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          vitals,
          new HealthServer.Limits(Duration.ofSeconds(60), Duration.ofSeconds(300)));

  @AfterEach
  void close() {
    server.close();
  }

  private String ask(String method, String path) throws Exception {
    URI uri = new URI("http://127.0.0.1:" + server.address().getPort() + path);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  @Test
  void aBridgeThatMoves_isHealthyAndThenReady() throws Exception {
    assertThat(ask("GET", "/healthz")).isEqualTo("200 ok\n");
    assertThat(ask("GET", "/readyz")).isEqualTo("503 starting\n");
    vitals.turned(0, Vitals.NO_LINE);
    assertThat(ask("GET", "/readyz")).isEqualTo("200 ok\n");
    assertThat(ask("HEAD", "/readyz")).isEqualTo("200 ");
  }

  @Test
  void anOutage_isNotReadyAndStillHealthy() throws Exception {
    vitals.turned(0, Vitals.NO_LINE);
    vitals.interrupted("503", "cannot export to http://c:4318");
    assertThat(ask("GET", "/readyz")).isEqualTo("503 cannot export to http://c:4318\n");
    assertThat(ask("GET", "/healthz")).isEqualTo("200 ok\n");
  }

  @Test
  void aThreadThatStandsStill_isUnhealthy() throws Exception {
    nanos = TimeUnit.SECONDS.toNanos(75);
    assertThat(ask("GET", "/healthz")).isEqualTo("503 nothing has moved for 75 s\n");
  }

  @Test
  void otherRequests_areToldWhatThereIs() throws Exception {
    assertThat(ask("GET", "/")).isEqualTo("404 there are /healthz and /readyz\n");
    assertThat(ask("GET", "/healthzz")).startsWith("404 ");
    assertThat(ask("POST", "/healthz")).isEqualTo("405 only GET and HEAD\n");
  }

  @Test
  void aClientThatSaysNothing_holdsNobodyUp() throws Exception {
    try (Socket silent = new Socket(server.address().getAddress(), server.address().getPort());
        Socket slow = new Socket(server.address().getAddress(), server.address().getPort())) {
      slow.getOutputStream().write("GET /hea".getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();
      assertThat(ask("GET", "/healthz")).isEqualTo("200 ok\n");
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aPortInUse_isNamed() throws IOException {
    HealthServer.Limits limits = new HealthServer.Limits(Duration.ZERO, Duration.ZERO);
    assertThatThrownBy(() -> new HealthServer(server.address(), vitals, limits))
        .isInstanceOf(FailedException.class)
        .hasMessageContaining("--health-port")
        .hasMessageContaining(String.valueOf(server.address().getPort()));
  }
}
