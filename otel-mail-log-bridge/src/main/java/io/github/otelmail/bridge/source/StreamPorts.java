// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.handler.ssl.SslContext;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The TCP ports for syslog of a process. Nobody tells a sender which of its messages were read, so
 * its connection stays open while one input takes over from another, and it waits. For any thread.
 */
final class StreamPorts implements Closeable {
  /** What a sender has sent when it hears of the end is here by then. */
  private static final Duration HANG_UP = Duration.ofSeconds(1);

  /** What to listen on. */
  record Key(InetSocketAddress address, boolean isTls) {}

  private final NetworkLimits limits;
  private final LossCounts losses;
  private final SyslogHandover reception = new SyslogHandover();
  private final Map<Key, Port> ports = new HashMap<>();
  private @Nullable NetworkServer server;

  StreamPorts(NetworkLimits limits, LossCounts losses) {
    this.limits = limits;
    this.losses = losses;
  }

  /**
   * Opens the port if it is not open. What comes waits for {@link #attach}.
   *
   * @param tls for the connections that come from now on, null for none
   * @return the address, with the port that was free when 0 is asked for
   * @throws IOException when the port cannot be had, or is listened on
   */
  synchronized InetSocketAddress listen(InetSocketAddress address, @Nullable SslContext tls)
      throws IOException {
    Key key = new Key(address, tls != null);
    Port port = ports.get(key);
    if (port == null) {
      port = new Port(server(), address, tls);
      ports.put(key, port);
    } else if (port.isUsed) {
      throw new IOException("cannot listen on " + address + " twice");
    }
    port.tls = tls;
    port.isUsed = true;
    return port.listening.address();
  }

  private NetworkServer server() {
    if (server == null) {
      server = new NetworkServer(SyslogServer.NAME, 1, limits, losses);
    }
    return server;
  }

  /** Hands over what comes, and what has waited. */
  void attach(SyslogReception next) {
    reception.attach(next);
  }

  /** Nothing more is handed over when this returns; senders wait. */
  synchronized void detach() {
    reception.detach();
    ports.values().forEach(port -> port.isUsed = false);
  }

  /** Closes the ports that nobody listens on. Their connections are closed a moment later. */
  void closeUnused() {
    closeUnused(entry -> true);
  }

  /**
   * The same only with those that keep one of the wanted ports from being opened: another address
   * with its number, or the same without TLS.
   */
  void makeWayFor(Collection<Key> wanted) {
    closeUnused(
        entry -> {
          int number = entry.getValue().listening.address().getPort();
          return !wanted.contains(entry.getKey())
              && wanted.stream().anyMatch(other -> other.address().getPort() == number);
        });
  }

  private synchronized void closeUnused(Predicate<Map.Entry<Key, Port>> which) {
    Iterator<Map.Entry<Key, Port>> each = ports.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Key, Port> entry = each.next();
      if (!entry.getValue().isUsed && which.test(entry)) {
        ChannelGroupFuture unused = entry.getValue().listening.hangUp(HANG_UP);
        each.remove();
      }
    }
  }

  /**
   * Ends all connections as {@link ListeningPort#hangUp} does, and waits for that. One input may
   * take over from another meanwhile, without which nothing would be read.
   */
  void hangUp() {
    List<ChannelGroupFuture> closed;
    synchronized (this) {
      closed = ports.values().stream().map(port -> port.listening.hangUp(HANG_UP)).toList();
    }
    for (ChannelGroupFuture each : closed) {
      boolean unused = each.awaitUninterruptibly(2 * HANG_UP.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Connections that are open, or whose messages are not passed on yet. */
  synchronized int connections() {
    return server == null ? 0 : server.connections();
  }

  @Override
  public synchronized void close() {
    reception.detach();
    ports.clear();
    if (server != null) {
      server.close();
      server = null;
    }
  }

  private final class Port implements SyslogConnection.Owner {
    private final NetworkServer server;
    private final ListeningPort listening;
    private volatile @Nullable SslContext tls;
    private boolean isUsed;

    Port(NetworkServer server, InetSocketAddress address, @Nullable SslContext tls)
        throws IOException {
      this.server = server;
      this.tls = tls;
      listening = server.listen(address, this::connected);
    }

    private void connected(Channel channel) {
      SslContext present = tls;
      if (present != null) {
        channel.pipeline().addLast(present.newHandler(channel.alloc()));
      }
      SyslogFrameDecoder decoder = new SyslogFrameDecoder(limits.frameBytes(), losses);
      String sender = SyslogServer.host(channel.remoteAddress());
      SyslogConnection connection = new SyslogConnection(this, decoder, sender);
      channel.pipeline().addLast(decoder, connection);
    }

    @Override
    public SyslogReception reception() {
      return reception;
    }

    @Override
    public LossCounts losses() {
      return losses;
    }

    @Override
    public NetworkLimits limits() {
      return limits;
    }

    @Override
    public void released() {
      server.released();
    }
  }
}
