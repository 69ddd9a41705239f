// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatagramPortsTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final DatagramPorts ports = new DatagramPorts();

  @AfterEach
  void close() {
    ports.close();
  }

  private static final class Received implements DatagramPorts.Receiver {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private long lost;

    @Override
    public void received(byte[] message, @Nullable InetSocketAddress sender) {
      messages.add(new String(message, UTF_8));
    }

    @Override
    public void lost(long datagrams) {
      lost += datagrams;
    }

    @Override
    public void failed(Throwable cause) {
      messages.add(cause.toString());
    }

    String next() throws InterruptedException {
      return String.valueOf(messages.poll(30, TimeUnit.SECONDS));
    }
  }

  private static void send(InetSocketAddress to, String... messages) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (String message : messages) {
        byte[] bytes = message.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
      }
    }
  }

  /** The JDK lets go of a port at the next turn of the selector. */
  private static DatagramSocket boundSoon(InetSocketAddress port) throws IOException {
    while (true) {
      try {
        return new DatagramSocket(port);
      } catch (BindException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whatComesWhileNobodyReceives_isKeptInOrder() throws Exception {
    Received first = new Received();
    InetSocketAddress port = ports.attach(ANY_PORT, first);
    send(port, "a");
    assertThat(first.next()).isEqualTo("a");
    ports.detach(ANY_PORT);
    send(port, "b", "c");
    Received second = new Received();
    assertThat(ports.attach(ANY_PORT, second)).isEqualTo(port);
    send(port, "d");
    assertThat(List.of(second.next(), second.next(), second.next())).containsExactly("b", "c", "d");
    assertThat(first.messages).isEmpty();
    assertThat(second.lost).isZero();
  }

  @Test
  void moreThanIsKept_isCounted() throws Exception {
    Received first = new Received();
    InetSocketAddress port = ports.attach(ANY_PORT, first);
    Received witness = new Received();
    InetSocketAddress other =
        ports.attach(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0), witness);
    ports.detach(ANY_PORT);
    String large = "x".repeat(60_000);
    int sent = DatagramPorts.KEPT_BYTES / large.length() + 10;
    for (int i = 0; i < sent; i++) {
      send(port, large);
      // One thread reads both ports in turns: after a second one it has what came before the first.
      for (int turn = 0; turn < 2; turn++) {
        send(other, "read");
        assertThat(witness.next()).isEqualTo("read");
      }
    }
    Received second = new Received();
    ports.attach(ANY_PORT, second);
    assertThat(second.lost).isPositive();
    assertThat(second.messages.size() + second.lost).isEqualTo(sent);
  }

  @Test
  void aPortThatNobodyReceivesFrom_isFreeAgainWhenUnusedOnesAreClosed() throws Exception {
    InetSocketAddress used = ports.attach(ANY_PORT, new Received());
    InetSocketAddress left = new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0);
    InetSocketAddress unused = ports.attach(left, new Received());
    ports.detach(left);
    ports.closeUnused();
    List<DatagramSocket> bound = new ArrayList<>();
    try {
      bound.add(boundSoon(unused));
      assertThatThrownBy(() -> bound.add(new DatagramSocket(used))).isInstanceOf(IOException.class);
    } finally {
      bound.forEach(DatagramSocket::close);
    }
  }

  @Test
  void aSecondReceiverOfAPort_isRefused() throws Exception {
    InetSocketAddress port = ports.attach(ANY_PORT, new Received());
    assertThatThrownBy(() -> ports.attach(ANY_PORT, new Received()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> ports.attach(port, new Received()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on");
  }

  @Test
  void closing_freesThePortsAndCanBeRepeated() throws Exception {
    InetSocketAddress port = ports.attach(ANY_PORT, new Received());
    ports.close();
    boundSoon(port).close();
    ports.detach(ANY_PORT);
    ports.close();
  }
}
