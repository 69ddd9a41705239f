// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** Servers for syslog, and their senders. */
final class SyslogLab implements Closeable {
  static final TlsSettings TLS =
      new TlsSettings(
          Path.of("src/test/resources/tls/server.pem"),
          Path.of("src/test/resources/tls/server.key"),
          null);
  static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  static final String MESSAGE = "<22>Nov 22 08:00:00 mx1 postfix/qmgr[7]: ";

  final Recorder told = new Recorder();
  final LogLine line = new LogLine();
  NetworkLimits limits = limits(100, Duration.ofMinutes(1), 256 * 1024);
  boolean senderIsHost;
  private final List<Closeable> opened = new ArrayList<>();

  @Override
  public void close() throws IOException {
    for (Closeable each : opened) {
      each.close();
    }
  }

  static NetworkLimits limits(int connections, Duration partial, long queueBytes) {
    return new NetworkLimits(
        connections, 1_000, 1_000, 1_000, queueBytes, partial, Duration.ofHours(1), partial);
  }

  SyslogServer server(PipelineListener to) throws IOException {
    List<InetSocketAddress> one = List.of(ANY_PORT);
    SyslogServer made =
        new SyslogServer(
            new SyslogServer.Settings(one, one, one, TLS, senderIsHost, ports()), () -> {}, to);
    opened.add(made);
    return made;
  }

  SyslogServer server() throws IOException {
    return server(told);
  }

  SyslogPorts ports() {
    SyslogPorts ports = new SyslogPorts(limits);
    opened.add(ports);
    return ports;
  }

  /** Listens on the ports that one before has left, if there was one. */
  SyslogServer serverOn(SyslogPorts ports) throws IOException {
    List<InetSocketAddress> one = List.of(ANY_PORT);
    return serverOn(new SyslogServer.Settings(one, one, one, TLS, false, ports));
  }

  SyslogServer serverOn(SyslogServer.Settings settings) throws IOException {
    SyslogServer made = new SyslogServer(settings, () -> {}, told);
    opened.add(made);
    return made;
  }

  Socket tlsSocket(InetSocketAddress address) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustAll()}, null);
    Socket socket =
        trusting.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    opened.add(socket);
    return socket;
  }

  Socket connect(SyslogServer to, int which) throws IOException {
    InetSocketAddress address = to.addresses().get(which);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    opened.add(socket);
    return socket;
  }

  Socket tcp(SyslogServer to) throws IOException {
    return connect(to, 1);
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  void sendUdp(SyslogServer to, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, to.addresses().get(0)));
    }
  }

  String nextLine(SyslogServer from) {
    assertThat(SourceContract.await(from, line)).isEqualTo(LogSource.Next.LINE);
    return line.toString();
  }

  /** Reads until that is so. */
  void readUntil(SyslogServer from, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      assertThat(from.next(line)).isNotNull();
      Thread.onSpinWait();
    }
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
