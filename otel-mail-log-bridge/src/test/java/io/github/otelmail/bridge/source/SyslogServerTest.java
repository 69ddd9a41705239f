// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import static io.github.otelmail.bridge.source.SyslogLab.ANY_PORT;
import static io.github.otelmail.bridge.source.SyslogLab.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.otelmail.bridge.event.LogLine;
import io.github.otelmail.bridge.event.PipelineListener;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SyslogServerTest extends SourceContract {
  private final SyslogLab lab = new SyslogLab();
  private @Nullable SyslogServer server;

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  @Override
  LogSource sourceOf(byte[] input, PipelineListener listener) throws Exception {
    SyslogServer made = lab.server(listener);
    server = made;
    Socket socket = lab.tcp(made);
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
    SyslogServer from = lab.server();
    lab.sendUdp(from, MESSAGE + "one\n");
    assertThat(lab.nextLine(from)).isEqualTo(MESSAGE + "one");
    lab.sendUdp(from, "");
    lab.sendUdp(from, MESSAGE + "two");
    assertThat(lab.nextLine(from)).isEqualTo(MESSAGE + "two");
  }

  @Test
  void tcp_takesBothFramings() throws Exception {
    SyslogServer from = lab.server();
    String counted = MESSAGE + "two";
    SyslogLab.send(lab.tcp(from), MESSAGE + "one\n" + counted.length() + " " + counted);
    assertThat(lab.nextLine(from)).isEqualTo(MESSAGE + "one");
    assertThat(lab.nextLine(from)).isEqualTo(counted);
  }

  @Test
  void tls_givesTheSame() throws Exception {
    SyslogServer from = lab.server();
    Socket socket = lab.tlsSocket(from.addresses().get(2));
    String counted = MESSAGE + "one";
    SyslogLab.send(socket, counted.length() + " " + counted);
    assertThat(lab.nextLine(from)).isEqualTo(counted);
  }

  @Test
  void noTlsOnTheTlsPort_isCountedAndClosed() throws Exception {
    SyslogServer from = lab.server();
    Socket socket = lab.connect(from, 2);
    SyslogLab.send(socket, MESSAGE + "in clear text, which nobody may take for a handshake\n");
    lab.readUntil(from, () -> lab.told.lost.containsKey("syslog TLS refused"));
    assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
    lab.readUntil(from, () -> from.connections() == 0);
  }

  @Test
  void senderAsHost_replacesWhatTheMessageSays() throws Exception {
    lab.senderIsHost = true;
    SyslogServer from = lab.server();
    lab.sendUdp(from, MESSAGE + "one");
    assertThat(lab.nextLine(from)).isEqualTo(MESSAGE.replace("mx1", "127.0.0.1") + "one");
  }

  @Test
  void severalHosts_areAllRead() throws Exception {
    SyslogServer from = lab.server();
    List<String> sent = new ArrayList<>();
    for (int host = 0; host < 20; host++) {
      Socket socket = lab.tcp(from);
      for (int i = 0; i < 50; i++) {
        String message = "<22>Nov 22 08:00:00 mx" + host + " a[1]: " + i;
        sent.add(message);
        SyslogLab.send(socket, message + "\n");
      }
    }
    List<String> received = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      received.add(lab.nextLine(from));
    }
    assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void tooManyConnections_areClosedAndCounted() throws Exception {
    lab.limits = SyslogLab.limits(2, Duration.ofMinutes(1), 256 * 1024);
    SyslogServer from = lab.server();
    Socket first = lab.tcp(from);
    Socket second = lab.tcp(from);
    SyslogLab.send(first, MESSAGE + "one\n");
    lab.nextLine(from);
    SyslogLab.send(second, MESSAGE + "two\n");
    lab.nextLine(from);
    assertThat(lab.tcp(from).getInputStream().read()).isEqualTo(-1);
    lab.readUntil(from, () -> lab.told.lost.containsKey("syslog connection refused"));
    first.close();
    lab.readUntil(from, () -> from.connections() == 1);
    SyslogLab.send(lab.tcp(from), MESSAGE + "three\n");
    assertThat(lab.nextLine(from)).endsWith("three");
  }

  @Test
  void aSenderInTheMiddleOfAMessage_isNotWaitedForForEver() throws Exception {
    lab.limits = SyslogLab.limits(100, Duration.ofMillis(50), 256 * 1024);
    SyslogServer from = lab.server();
    Socket socket = lab.tcp(from);
    SyslogLab.send(socket, "100 <22>half");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    lab.readUntil(from, () -> lab.told.lost.containsKey("syslog connection stalled"));
    lab.readUntil(from, () -> from.connections() == 0);
  }

  @Test
  void udpThatNobodyReads_isCountedAndBounded() throws Exception {
    SyslogServer from = lab.server();
    Recorder early = new Recorder();
    LogLine unread = new LogLine();
    assertThat(from.next(unread)).isEqualTo(LogSource.Next.NONE);
    String large = MESSAGE + "x".repeat(900);
    while (early.lost.isEmpty()) {
      for (int i = 0; i < 100; i++) {
        lab.sendUdp(from, large);
      }
      assertThat(from.waitingBytes()).isLessThanOrEqualTo(256 * 1024);
      from.losses().tell(early);
    }
    assertThat(early.lost).containsOnlyKeys("syslog UDP message lost");
    assertThat(early.notices).hasSize(1);
  }

  @Test
  void aPortThatIsTaken_isNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      SyslogServer.Settings settings =
          new SyslogServer.Settings(
              List.of(), List.of(address), List.of(), null, false, lab.ports());
      assertThatThrownBy(() -> new SyslogServer(settings, () -> {}, lab.told))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(Integer.toString(address.getPort()));
    }
  }

  @Test
  void aCertificateThatIsNone_isNamed() {
    TlsSettings wrong = new TlsSettings(Path.of("pom.xml"), Path.of("pom.xml"), null);
    SyslogServer.Settings settings =
        new SyslogServer.Settings(
            List.of(), List.of(), List.of(ANY_PORT), wrong, false, lab.ports());
    assertThatThrownBy(() -> new SyslogServer(settings, () -> {}, lab.told))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pom.xml");
  }
}
