// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import io.netty.channel.Channel;
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
   * @param datagrams has the ports for {@code udp}, and keeps them open afterwards
   */
  public record Settings(
      List<InetSocketAddress> udp,
      List<InetSocketAddress> tcp,
      List<InetSocketAddress> tls,
      @Nullable TlsSettings tlsFiles,
      boolean senderIsHost,
      NetworkLimits limits,
      DatagramPorts datagrams) {}

  private final Settings settings;
  private final List<InetSocketAddress> addresses = new ArrayList<>();

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
        1,
        settings.limits(),
        queue(NAME, settings.limits(), spooling, onInput, listener),
        listener);
    this.settings = settings;
    try {
      for (InetSocketAddress address : settings.udp()) {
        addresses.add(server().receive(settings.datagrams(), address, new Datagrams()));
      }
      for (InetSocketAddress address : settings.tcp()) {
        addresses.add(server().listen(address, channel -> connected(channel, null)));
      }
      if (!settings.tls().isEmpty()) {
        SslContext tls = ServerTls.context(settings.tlsFiles(), List.of());
        for (InetSocketAddress address : settings.tls()) {
          addresses.add(server().listen(address, channel -> connected(channel, tls)));
        }
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    listening(addresses);
  }

  /** Where it listens: UDP, TCP, TLS, as the settings name them, with the ports that were free. */
  List<InetSocketAddress> addresses() {
    return addresses;
  }

  private void connected(Channel channel, @Nullable SslContext tls) {
    SyslogFrameDecoder decoder = new SyslogFrameDecoder(limits().frameBytes(), losses());
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(decoder, new SyslogConnection(new Owner(), decoder, host(channel)));
  }

  private static String host(Channel channel) {
    return host(channel.remoteAddress());
  }

  private static String host(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "-";
  }

  private byte[] line(byte[] message, String sender) {
    return SyslogFrame.line(
        message, sender, settings.senderIsHost(), System.currentTimeMillis() * 1000);
  }

  private final class Owner implements SyslogConnection.Owner {
    @Override
    public Reception reception() {
      return SyslogServer.this.reception();
    }

    @Override
    public LossCounts losses() {
      return SyslogServer.this.losses();
    }

    @Override
    public NetworkLimits limits() {
      return SyslogServer.this.limits();
    }

    @Override
    public byte[] line(byte[] message, String sender) {
      return SyslogServer.this.line(message, sender);
    }

    @Override
    public void released() {
      server().released();
    }
  }

  /** Each datagram is one message. */
  private final class Datagrams implements DatagramPorts.Receiver {
    @Override
    public void received(byte[] message, @Nullable InetSocketAddress sender) {
      if (message.length == 0) {
        return;
      }
      byte[] line = line(message, host(sender));
      if (!reception().offer(new ReceivedLines(List.of(line), ReceivedLines.UNANSWERED))) {
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
