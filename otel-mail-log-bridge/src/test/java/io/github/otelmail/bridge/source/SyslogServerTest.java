// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SyslogServerTest extends SourceContract {
  static final TlsSettings TLS =
      new TlsSettings(
          Path.of("src/test/resources/tls/server.pem"),
          Path.of("src/test/resources/tls/server.key"),
          null);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String MESSAGE = "<22>Nov 22 08:00:00 mx1 postfix/qmgr[7]: ";

  private final Recorder told = new Recorder();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final LogLine line = new LogLine();
  private NetworkLimits limits = limits(100, Duration.ofMinutes(1), 256 * 1024);
  private boolean senderIsHost;
  private @Nullable SyslogServer server;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private static NetworkLimits limits(int connections, Duration partial, long queueBytes) {
    return new NetworkLimits(
        connections, 1_000, 1_000, 1_000, queueBytes, partial, Duration.ofHours(1), partial);
  }

  private SyslogServer server(PipelineListener to) throws IOException {
    List<InetSocketAddress> one = List.of(ANY_PORT);
    SyslogServer made =
        new SyslogServer(
            new SyslogServer.Settings(one, one, one, TLS, senderIsHost, ports()), () -> {}, to);
    opened.add(made);
    server = made;
    return made;
  }

  private SyslogServer server() throws IOException {
    return server(told);
  }

  private SyslogPorts ports() {
    SyslogPorts ports = new SyslogPorts(limits);
    opened.add(ports);
    return ports;
  }

  /** Listens on the ports that one before has left, if there was one. */
  private SyslogServer serverOn(SyslogPorts ports) throws IOException {
    List<InetSocketAddress> one = List.of(ANY_PORT);
    return serverOn(new SyslogServer.Settings(one, one, one, TLS, false, ports));
  }

  private SyslogServer serverOn(SyslogServer.Settings settings) throws IOException {
    SyslogServer made = new SyslogServer(settings, () -> {}, told);
    opened.add(made);
    return made;
  }

  private Socket tlsSocket(InetSocketAddress address) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustAll()}, null);
    Socket socket =
        trusting.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    opened.add(socket);
    return socket;
  }

  private Socket connect(SyslogServer to, int which) throws IOException {
    InetSocketAddress address = to.addresses().get(which);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    opened.add(socket);
    return socket;
  }

  private Socket tcp(SyslogServer to) throws IOException {
    return connect(to, 1);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private void sendUdp(SyslogServer to, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, to.addresses().get(0)));
    }
  }

  private String nextLine(SyslogServer from) {
    assertThat(await(from, line)).isEqualTo(LogSource.Next.LINE);
    return line.toString();
  }

  /** Reads until that is so. */
  private void readUntil(SyslogServer from, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      assertThat(from.next(line)).isNotNull();
      Thread.onSpinWait();
    }
  }

  @Override
  LogSource sourceOf(byte[] input, PipelineListener listener) throws Exception {
    SyslogServer made = server(listener);
    Socket socket = tcp(made);
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream out = socket.getOutputStream()) {
                out.write(input);
              } catch (IOException e) {
                // The test is over and has closed the server.
                return;
              }
            });
    writer.setDaemon(true);
    writer.start();
    return made;
  }

  @Override
  @Nullable LogSource sourceAt(@Nullable String position) {
    return null;
  }

  @Override
  String text(LogLine received) {
    return received.toString().replaceFirst("^\\S+Z 127.0.0.1 ", "");
  }

  @Override
  long bytesAheadAtMost() {
    return 256 * 1024;
  }

  @Override
  long bytesTaken() {
    return server == null ? 0 : server.waitingBytes();
  }

  @Test
  void udp_givesALineForEachDatagram() throws Exception {
    SyslogServer from = server();
    sendUdp(from, MESSAGE + "one\n");
    assertThat(nextLine(from)).isEqualTo(MESSAGE + "one");
    sendUdp(from, "");
    sendUdp(from, MESSAGE + "two");
    assertThat(nextLine(from)).isEqualTo(MESSAGE + "two");
  }

  @Test
  void tcp_takesBothFramings() throws Exception {
    SyslogServer from = server();
    String counted = MESSAGE + "two";
    send(tcp(from), MESSAGE + "one\n" + counted.length() + " " + counted);
    assertThat(nextLine(from)).isEqualTo(MESSAGE + "one");
    assertThat(nextLine(from)).isEqualTo(counted);
  }

  @Test
  void tls_givesTheSame() throws Exception {
    SyslogServer from = server();
    Socket socket = tlsSocket(from.addresses().get(2));
    String counted = MESSAGE + "one";
    send(socket, counted.length() + " " + counted);
    assertThat(nextLine(from)).isEqualTo(counted);
  }

  @Test
  void noTlsOnTheTlsPort_isCountedAndClosed() throws Exception {
    SyslogServer from = server();
    Socket socket = connect(from, 2);
    send(socket, MESSAGE + "in clear text, which nobody may take for a handshake\n");
    readUntil(from, () -> told.lost.containsKey("syslog TLS refused"));
    assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
    readUntil(from, () -> from.connections() == 0);
  }

  @Test
  void senderAsHost_replacesWhatTheMessageSays() throws Exception {
    senderIsHost = true;
    SyslogServer from = server();
    sendUdp(from, MESSAGE + "one");
    assertThat(nextLine(from)).isEqualTo(MESSAGE.replace("mx1", "127.0.0.1") + "one");
  }

  @Test
  void severalHosts_areAllRead() throws Exception {
    SyslogServer from = server();
    List<String> sent = new ArrayList<>();
    for (int host = 0; host < 20; host++) {
      Socket socket = tcp(from);
      for (int i = 0; i < 50; i++) {
        String message = "<22>Nov 22 08:00:00 mx" + host + " a[1]: " + i;
        sent.add(message);
        send(socket, message + "\n");
      }
    }
    List<String> received = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      received.add(nextLine(from));
    }
    assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void tooManyConnections_areClosedAndCounted() throws Exception {
    limits = limits(2, Duration.ofMinutes(1), 256 * 1024);
    SyslogServer from = server();
    Socket first = tcp(from);
    Socket second = tcp(from);
    send(first, MESSAGE + "one\n");
    nextLine(from);
    send(second, MESSAGE + "two\n");
    nextLine(from);
    assertThat(tcp(from).getInputStream().read()).isEqualTo(-1);
    readUntil(from, () -> told.lost.containsKey("syslog connection refused"));
    first.close();
    readUntil(from, () -> from.connections() == 1);
    send(tcp(from), MESSAGE + "three\n");
    assertThat(nextLine(from)).endsWith("three");
  }

  @Test
  void aSenderInTheMiddleOfAMessage_isNotWaitedForForEver() throws Exception {
    limits = limits(100, Duration.ofMillis(50), 256 * 1024);
    SyslogServer from = server();
    Socket socket = tcp(from);
    send(socket, "100 <22>half");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    readUntil(from, () -> told.lost.containsKey("syslog connection stalled"));
    readUntil(from, () -> from.connections() == 0);
  }

  @Test
  void udpThatNobodyReads_isCountedAndBounded() throws Exception {
    SyslogServer from = server();
    Recorder early = new Recorder();
    LogLine unread = new LogLine();
    assertThat(from.next(unread)).isEqualTo(LogSource.Next.NONE);
    String large = MESSAGE + "x".repeat(900);
    while (early.lost.isEmpty()) {
      for (int i = 0; i < 100; i++) {
        sendUdp(from, large);
      }
      assertThat(from.waitingBytes()).isLessThanOrEqualTo(256 * 1024);
      from.losses().tell(early);
    }
    assertThat(early.lost).containsOnlyKeys("syslog UDP message lost");
    assertThat(early.notices).hasSize(1);
  }

  @Test
  void whatComesOverUdpBetweenTwoServers_isForTheNextOne() throws Exception {
    SyslogPorts ports = ports();
    SyslogServer before = serverOn(ports);
    sendUdp(before, MESSAGE + "one");
    assertThat(nextLine(before)).endsWith(": one");
    assertThat(before.stopReceiving()).isTrue();
    sendUdp(before, MESSAGE + "two");
    sendUdp(before, MESSAGE + "three");
    assertThat(before.next(line)).isEqualTo(LogSource.Next.NONE);
    before.close();
    SyslogServer after = serverOn(ports);
    assertThat(after.addresses()).isEqualTo(before.addresses());
    sendUdp(after, MESSAGE + "four");
    assertThat(nextLine(after)).endsWith(": two");
    assertThat(nextLine(after)).endsWith(": three");
    assertThat(nextLine(after)).endsWith(": four");
  }

  /** The next one may have other certificates, and an open connection has nothing of that. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnection_goesOnWithTheNextServer(boolean isTls) throws Exception {
    SyslogPorts ports = ports();
    SyslogServer before = serverOn(ports);
    Socket socket = isTls ? tlsSocket(before.addresses().get(2)) : tcp(before);
    send(socket, MESSAGE + "one\n");
    assertThat(nextLine(before)).endsWith(": one");
    assertThat(before.stopReceiving()).isTrue();
    send(socket, MESSAGE + "two\n" + MESSAGE + "thr");
    Socket meanwhile = tcp(before);
    send(meanwhile, MESSAGE + "other\n");
    assertThat(before.next(line)).isEqualTo(LogSource.Next.NONE);
    before.close();
    SyslogServer after = serverOn(ports);
    assertThat(after.addresses()).isEqualTo(before.addresses());
    send(socket, "ee\n");
    List<String> lines = List.of(nextLine(after), nextLine(after), nextLine(after));
    assertThat(lines)
        .containsExactlyInAnyOrder(MESSAGE + "two", MESSAGE + "three", MESSAGE + "other");
    assertThat(lines.indexOf(MESSAGE + "two")).isLessThan(lines.indexOf(MESSAGE + "three"));
    assertThat(after.connections()).isEqualTo(2);
    assertThat(before.next(line)).isEqualTo(LogSource.Next.NONE);
  }

  @Test
  void aConnectionThatWaitsForRoom_goesOnWithTheNextServer() throws Exception {
    limits = limits(100, Duration.ofMinutes(1), 10_000);
    SyslogPorts ports = ports();
    SyslogServer before = serverOn(ports);
    Socket socket = tcp(before);
    int count = 2_000;
    // More than may wait here, and less than the kernel takes.
    for (int i = 0; i < count; i++) {
      send(socket, MESSAGE + i + "\n");
    }
    while (before.waitingBytes() == 0) {
      Thread.onSpinWait();
    }
    before.stopReceiving();
    int next = 0;
    while (before.next(line) == LogSource.Next.LINE) {
      assertThat(line).hasToString(MESSAGE + next++);
    }
    before.close();
    assertThat(next).isBetween(1, count - 1);
    SyslogServer after = serverOn(ports);
    for (; next < count; next++) {
      assertThat(nextLine(after)).isEqualTo(MESSAGE + next);
    }
    assertThat(told.lost).isEmpty();
  }

  @Test
  void addressesThatOverlapThoseBefore_canBeHad() throws Exception {
    SyslogPorts ports = ports();
    SyslogServer before = serverOn(ports);
    Socket socket = tcp(before);
    send(socket, MESSAGE + "one\n");
    assertThat(nextLine(before)).endsWith(": one");
    before.close();
    List<InetSocketAddress> everywhere = new ArrayList<>();
    for (InetSocketAddress address : before.addresses()) {
      everywhere.add(new InetSocketAddress(address.getPort()));
    }
    // What was in clear text is TLS now, and the other way round.
    SyslogServer after =
        serverOn(
            new SyslogServer.Settings(
                everywhere.subList(0, 1),
                everywhere.subList(2, 3),
                everywhere.subList(1, 2),
                TLS,
                false,
                ports));
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    sendUdp(before, MESSAGE + "two");
    assertThat(nextLine(after)).endsWith(": two");
    send(connect(before, 2), MESSAGE + "three\n");
    assertThat(nextLine(after)).endsWith(": three");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSenderThatIsHungUpOn_isReadToItsEnd(boolean isTls) throws Exception {
    SyslogPorts ports = ports();
    SyslogServer from = serverOn(ports);
    Socket socket = isTls ? tlsSocket(from.addresses().get(2)) : tcp(from);
    send(socket, MESSAGE + "one\n");
    assertThat(nextLine(from)).endsWith(": one");
    Thread ending = new Thread(ports::hangUp);
    ending.start();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    if (!isTls) {
      // Had been on its way, as far as this side knows.
      send(socket, MESSAGE + "two\n");
    }
    socket.close();
    ending.join();
    if (!isTls) {
      assertThat(nextLine(from)).endsWith(": two");
    }
    readUntil(from, () -> from.connections() == 0);
    assertThatThrownBy(() -> tcp(from)).isInstanceOf(IOException.class);
  }

  @Test
  void aSenderThatIsHungUpOnBetweenTwoServers_isReadByTheNextOne() throws Exception {
    SyslogPorts ports = ports();
    SyslogServer before = serverOn(ports);
    Socket socket = tcp(before);
    send(socket, MESSAGE + "one\n");
    assertThat(nextLine(before)).endsWith(": one");
    before.stopReceiving();
    Thread ending = new Thread(ports::hangUp);
    ending.start();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    before.close();
    SyslogServer after = serverOn(ports);
    assertThat(ending.isAlive()).isTrue();
    send(socket, MESSAGE + "two\n");
    socket.close();
    assertThat(nextLine(after)).endsWith(": two");
    ending.join();
  }

  @Test
  void aPortThatIsTaken_isNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      SyslogServer.Settings settings =
          new SyslogServer.Settings(List.of(), List.of(address), List.of(), null, false, ports());
      assertThatThrownBy(() -> new SyslogServer(settings, () -> {}, told))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(Integer.toString(address.getPort()));
    }
  }

  @Test
  void aCertificateThatIsNone_isNamed() {
    TlsSettings wrong = new TlsSettings(Path.of("pom.xml"), Path.of("pom.xml"), null);
    SyslogServer.Settings settings =
        new SyslogServer.Settings(List.of(), List.of(), List.of(ANY_PORT), wrong, false, ports());
    assertThatThrownBy(() -> new SyslogServer(settings, () -> {}, told))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pom.xml");
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
