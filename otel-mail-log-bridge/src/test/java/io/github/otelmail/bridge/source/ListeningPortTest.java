// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroupFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListeningPortTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Semaphore connected = new Semaphore(0);
  private final NetworkServer server =
      new NetworkServer("test", 1, NetworkLimits.DEFAULT, new LossCounts());

  @AfterEach
  void close() {
    server.close();
  }

  private ListeningPort port() throws IOException {
    return server.listen(
        ANY_PORT,
        channel -> {
          channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
          connected.release();
        });
  }

  private Socket connection(ListeningPort port) throws Exception {
    Socket socket = new Socket(port.address().getAddress(), port.address().getPort());
    connected.acquire();
    return socket;
  }

  @Test
  void aSenderThatDoesNotHear_isClosedInTheEnd() throws Exception {
    ListeningPort port = port();
    try (Socket socket = connection(port)) {
      ChannelGroupFuture closed = port.hangUp(Duration.ofMillis(50));
      assertThat(closed.await().isSuccess()).isTrue();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aPortThatWasHungUp_isFree() throws Exception {
    ListeningPort port = port();
    try (Socket socket = connection(port)) {
      ChannelGroupFuture closed = port.hangUp(Duration.ofMinutes(1));
      try (ServerSocket other = new ServerSocket()) {
        other.setReuseAddress(true);
        other.bind(port.address());
        assertThat(other.isBound()).isTrue();
      }
      assertThat(closed.isDone()).isFalse();
      socket.shutdownOutput();
      assertThat(closed.await().isSuccess()).isTrue();
    }
  }

  @Test
  void closingTheServer_closesEveryConnection() throws Exception {
    ListeningPort first = port();
    ListeningPort second = port();
    try (Socket one = connection(first);
        Socket two = connection(second)) {
      server.close();
      assertThat(one.getInputStream().read()).isEqualTo(-1);
      assertThat(two.getInputStream().read()).isEqualTo(-1);
    }
  }
}
