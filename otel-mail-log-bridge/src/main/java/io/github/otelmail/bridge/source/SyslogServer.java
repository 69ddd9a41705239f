// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Syslog from other hosts: over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425), in the formats
 * of RFC 3164 and RFC 5424. TCP and TLS senders are made to wait when nobody reads; what comes over
 * UDP then is lost, and counted.
 */
public final class SyslogServer extends NetworkSource {
  /** The name of the one there is in a process. */
  public static final String NAME = "syslog";

  /**
   * What to listen on.
   *
   * @param tlsFiles needed for {@code tls}, null without it
   * @param senderIsHost true to take the sender's address for the host, whatever a message says
   * @param ports has them, and keeps them open afterwards
   */
  public record Settings(
      List<InetSocketAddress> udp,
      List<InetSocketAddress> tcp,
      List<InetSocketAddress> tls,
      @Nullable TlsSettings tlsFiles,
      boolean senderIsHost,
      SyslogPorts ports) {}

  private final Settings settings;
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private boolean isListening = true;

  /** Begins to listen; what is received and not read is kept in memory only. */
  public SyslogServer(Settings settings, Runnable onInput, PipelineListener listener)
      throws IOException {
    this(settings, null, onInput, listener);
  }

  /**
   * Begins to listen.
   *
   * @param spooling where what is received is kept, null for in memory only
   * @param onInput called from another thread when there is a line where there was none
   * @throws IOException when a port cannot be had, or a file of {@link TlsSettings} not be used, or
   *     the directory of the spool not be made
   */
  public SyslogServer(
      Settings settings, @Nullable Spooling spooling, Runnable onInput, PipelineListener listener)
      throws IOException {
    super(
        NAME,
        settings.ports().limits(),
        settings.ports().losses(),
        queue(NAME, settings.ports().limits(), spooling, onInput, listener),
        listener);
    this.settings = settings;
    try {
      listen();
    } catch (IOException e) {
      close();
      throw e;
    }
    listening(addresses);
  }

  private void listen() throws IOException {
    SslContext tls =
        settings.tls().isEmpty() ? null : ServerTls.context(settings.tlsFiles(), List.of());
    DatagramPorts datagrams = settings.ports().datagrams();
    StreamPorts streams = settings.ports().streams();
    List<StreamPorts.Key> tcp = new ArrayList<>();
    settings.tcp().forEach(address -> tcp.add(new StreamPorts.Key(address, false)));
    settings.tls().forEach(address -> tcp.add(new StreamPorts.Key(address, true)));
    settings.ports().makeWayFor(settings.udp(), tcp);
    for (InetSocketAddress address : settings.udp()) {
      addresses.add(datagrams.attach(address, new Datagrams()));
    }
    for (StreamPorts.Key port : tcp) {
      addresses.add(streams.listen(port.address(), port.isTls() ? tls : null));
    }
    streams.attach(new Messages());
  }

  /** Where it listens: UDP, TCP, TLS, as the settings name them, with the ports that were free. */
  List<InetSocketAddress> addresses() {
    return addresses;
  }

  static String host(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "-";
  }

  @Override
  int connections() {
    return settings.ports().streams().connections();
  }

  @Override
  void stopListening() {
    if (isListening) {
      isListening = false;
      settings.udp().forEach(settings.ports().datagrams()::detach);
      settings.ports().streams().detach();
    }
  }

  /** They stay, for the next one that listens. */
  @Override
  void closeConnections() {}

  private boolean offer(List<byte[]> messages, String sender, long receivedMicros) {
    List<byte[]> lines = new ArrayList<>(messages.size());
    for (byte[] message : messages) {
      lines.add(SyslogFrame.line(message, sender, settings.senderIsHost(), receivedMicros));
    }
    return reception().offer(new ReceivedLines(lines, ReceivedLines.UNANSWERED));
  }

  /** What comes over connections, which wait when there is no room. */
  private final class Messages implements SyslogReception {
    @Override
    public boolean offer(List<byte[]> messages, String sender, long receivedMicros) {
      return SyslogServer.this.offer(messages, sender, receivedMicros);
    }

    @Override
    public void whenRoom(Runnable tryAgain) {
      reception().whenRoom(tryAgain);
    }
  }

  /** Each datagram is one message. */
  private final class Datagrams implements DatagramPorts.Receiver {
    @Override
    public void received(byte[] message, @Nullable InetSocketAddress sender) {
      if (message.length == 0) {
        return;
      }
      long receivedMicros = System.currentTimeMillis() * 1000;
      if (!SyslogServer.this.offer(List.of(message), host(sender), receivedMicros)) {
        lost(1);
      }
    }

    @Override
    public void lost(long datagrams) {
      losses()
          .count(
              "syslog UDP message lost",
              datagrams,
              "nobody reads as fast as they come; TCP makes the sender wait instead");
    }

    @Override
    public void failed(Throwable cause) {
      losses().count("syslog UDP failed", String.valueOf(cause));
    }
  }
}
