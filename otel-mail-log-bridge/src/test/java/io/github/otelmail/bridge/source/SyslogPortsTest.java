// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static io.github.otelmail.bridge.source.SyslogLab.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders notice when one server takes over from another, and at the end: nothing is lost. */
@Timeout(120)
class SyslogPortsTest {
  private final SyslogLab lab = new SyslogLab();

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  @Test
  void whatComesOverUdpBetweenTwoServers_isForTheNextOne() throws Exception {
    SyslogPorts ports = lab.ports();
    SyslogServer before = lab.serverOn(ports);
    lab.sendUdp(before, MESSAGE + "one");
    assertThat(lab.nextLine(before)).endsWith(": one");
    assertThat(before.stopReceiving()).isTrue();
    lab.sendUdp(before, MESSAGE + "two");
    lab.sendUdp(before, MESSAGE + "three");
    assertThat(before.next(lab.line)).isEqualTo(LogSource.Next.NONE);
    before.close();
    SyslogServer after = lab.serverOn(ports);
    assertThat(after.addresses()).isEqualTo(before.addresses());
    lab.sendUdp(after, MESSAGE + "four");
    assertThat(lab.nextLine(after)).endsWith(": two");
    assertThat(lab.nextLine(after)).endsWith(": three");
    assertThat(lab.nextLine(after)).endsWith(": four");
  }

  /** The next one may have other certificates, and an open connection has nothing of that. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnection_goesOnWithTheNextServer(boolean isTls) throws Exception {
    SyslogPorts ports = lab.ports();
    SyslogServer before = lab.serverOn(ports);
    Socket socket = connected(before, isTls);
    assertThat(before.stopReceiving()).isTrue();
    SyslogLab.send(socket, MESSAGE + "two\n" + MESSAGE + "thr");
    Socket meanwhile = lab.tcp(before);
    SyslogLab.send(meanwhile, MESSAGE + "other\n");
    assertThat(before.next(lab.line)).isEqualTo(LogSource.Next.NONE);
    before.close();
    SyslogServer after = lab.serverOn(ports);
    assertThat(after.addresses()).isEqualTo(before.addresses());
    SyslogLab.send(socket, "ee\n");
    List<String> lines = List.of(lab.nextLine(after), lab.nextLine(after), lab.nextLine(after));
    assertThat(lines)
        .containsExactlyInAnyOrder(MESSAGE + "two", MESSAGE + "three", MESSAGE + "other");
    assertThat(lines.indexOf(MESSAGE + "two")).isLessThan(lines.indexOf(MESSAGE + "three"));
    assertThat(after.connections()).isEqualTo(2);
    assertThat(before.next(lab.line)).isEqualTo(LogSource.Next.NONE);
  }

  @Test
  void aConnectionThatWaitsForRoom_goesOnWithTheNextServer() throws Exception {
    lab.limits = SyslogLab.limits(100, Duration.ofMinutes(1), 10_000);
    SyslogPorts ports = lab.ports();
    SyslogServer before = lab.serverOn(ports);
    Socket socket = lab.tcp(before);
    int count = 2_000;
    // More than may wait here, and less than the kernel takes.
    for (int i = 0; i < count; i++) {
      SyslogLab.send(socket, MESSAGE + i + "\n");
    }
    while (before.waitingBytes() == 0) {
      Thread.onSpinWait();
    }
    before.stopReceiving();
    int next = 0;
    while (before.next(lab.line) == LogSource.Next.LINE) {
      assertThat(lab.line).hasToString(MESSAGE + next++);
    }
    before.close();
    assertThat(next).isBetween(1, count - 1);
    SyslogServer after = lab.serverOn(ports);
    for (; next < count; next++) {
      assertThat(lab.nextLine(after)).isEqualTo(MESSAGE + next);
    }
    assertThat(lab.told.lost).isEmpty();
  }

  @Test
  void addressesThatOverlapThoseBefore_canBeHad() throws Exception {
    SyslogPorts ports = lab.ports();
    SyslogServer before = lab.serverOn(ports);
    Socket socket = connected(before, false);
    before.close();
    List<InetSocketAddress> everywhere = new ArrayList<>();
    for (InetSocketAddress address : before.addresses()) {
      everywhere.add(new InetSocketAddress(address.getPort()));
    }
    // What was in clear text is SyslogLab.TLS now, and the other way round.
    SyslogServer after =
        lab.serverOn(
            new SyslogServer.Settings(
                everywhere.subList(0, 1),
                everywhere.subList(2, 3),
                everywhere.subList(1, 2),
                SyslogLab.TLS,
                false,
                ports));
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    lab.sendUdp(before, MESSAGE + "two");
    assertThat(lab.nextLine(after)).endsWith(": two");
    SyslogLab.send(lab.connect(before, 2), MESSAGE + "three\n");
    assertThat(lab.nextLine(after)).endsWith(": three");
  }

  /** The configuration names a port that another program has: the former one is gone on with. */
  @Test
  void aServerThatCannotListen_leavesThePortsOfTheOneBeforeAsTheyAre() throws Exception {
    SyslogPorts ports = lab.ports();
    SyslogServer before = lab.serverOn(ports);
    Socket socket = connected(before, false);
    before.close();
    lab.sendUdp(before, MESSAGE + "two");
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<InetSocketAddress> taken =
          List.of(new InetSocketAddress(other.getInetAddress(), other.getLocalPort()));
      SyslogServer.Settings settings =
          new SyslogServer.Settings(List.of(), taken, List.of(), null, false, ports);
      assertThatThrownBy(() -> lab.serverOn(settings)).isInstanceOf(IOException.class);
    }
    SyslogLab.send(socket, MESSAGE + "three\n");
    SyslogServer after = lab.serverOn(ports);
    ports.closeUnused();
    assertThat(List.of(lab.nextLine(after), lab.nextLine(after)))
        .containsExactlyInAnyOrder(MESSAGE + "two", MESSAGE + "three");
    SyslogLab.send(socket, MESSAGE + "four\n");
    assertThat(lab.nextLine(after)).endsWith(": four");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSenderThatIsHungUpOn_isReadToItsEnd(boolean isTls) throws Exception {
    SyslogPorts ports = lab.ports();
    SyslogServer from = lab.serverOn(ports);
    Socket socket = connected(from, isTls);
    Thread ending = new Thread(ports::hangUp);
    ending.start();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    if (!isTls) {
      // Had been on its way, as far as this side knows.
      SyslogLab.send(socket, MESSAGE + "two\n");
    }
    socket.close();
    ending.join();
    if (!isTls) {
      assertThat(lab.nextLine(from)).endsWith(": two");
    }
    lab.readUntil(from, () -> from.connections() == 0);
    assertThatThrownBy(() -> lab.tcp(from)).isInstanceOf(IOException.class);
  }

  @Test
  void aSenderThatIsHungUpOnBetweenTwoServers_isReadByTheNextOne() throws Exception {
    SyslogPorts ports = lab.ports();
    SyslogServer before = lab.serverOn(ports);
    Socket socket = connected(before, false);
    before.stopReceiving();
    Thread ending = new Thread(ports::hangUp);
    ending.start();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    before.close();
    SyslogServer after = lab.serverOn(ports);
    assertThat(ending.isAlive()).isTrue();
    SyslogLab.send(socket, MESSAGE + "two\n");
    socket.close();
    assertThat(lab.nextLine(after)).endsWith(": two");
    ending.join();
  }

  /** A connection of which a line was read. */
  private Socket connected(SyslogServer server, boolean isTls) throws Exception {
    Socket socket = isTls ? lab.tlsSocket(server.addresses().get(2)) : lab.tcp(server);
    SyslogLab.send(socket, MESSAGE + "one\n");
    assertThat(lab.nextLine(server)).endsWith(": one");
    return socket;
  }
}
