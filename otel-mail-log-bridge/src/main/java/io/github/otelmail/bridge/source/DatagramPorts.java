// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The UDP ports of a process. Nobody sends a datagram twice, so a port stays open while one input
 * takes over from another, and keeps what comes meanwhile for the next one. For any thread.
 */
final class DatagramPorts implements Closeable {
  /** What a port keeps that nobody receives from; more is lost. */
  static final int KEPT_BYTES = 16 * 1024 * 1024;

  /** What a datagram takes in memory besides its bytes, about. */
  private static final int BYTES_PER_DATAGRAM = 64;

  private static final int DATAGRAM_BYTES = 64 * 1024;
  private static final int DATAGRAMS_WAITING_BYTES = 4 * 1024 * 1024;
  private static final long END_SECONDS = 5;

  /** Takes what comes, on a thread of the ports. Must not wait. */
  interface Receiver {
    /**
     * A datagram came.
     *
     * @param sender null when it is not known
     */
    void received(byte[] message, @Nullable InetSocketAddress sender);

    /** So many came before this receiver and could not be kept for it. */
    void lost(long datagrams);

    /** Something is wrong with the port. */
    void failed(Throwable cause);
  }

  private static final class Datagram {
    private final byte[] message;
    private final @Nullable InetSocketAddress sender;

    Datagram(DatagramPacket packet) {
      message = ByteBufUtil.getBytes(packet.content());
      sender = packet.sender();
    }

    long bytes() {
      return (long) message.length + BYTES_PER_DATAGRAM;
    }

    void handTo(Receiver receiver) {
      receiver.received(message, sender);
    }
  }

  private final Map<InetSocketAddress, Port> ports = new HashMap<>();
  private @Nullable MultiThreadIoEventLoopGroup thread;

  /**
   * Opens the port if it is not open, and hands over what comes to it and what it has kept.
   *
   * @return the address, with the port that was free when 0 is asked for
   * @throws IOException when the port cannot be had, or somebody receives from it
   */
  synchronized InetSocketAddress attach(InetSocketAddress address, Receiver receiver)
      throws IOException {
    Port port = ports.get(address);
    if (port == null) {
      port = open(address);
      ports.put(address, port);
    }
    if (!port.attach(receiver)) {
      throw new IOException("cannot listen on " + address + " twice");
    }
    return port.localAddress();
  }

  /** The receiver hears no more when this returns; the port keeps what comes from now on. */
  synchronized void detach(InetSocketAddress address) {
    Port port = ports.get(address);
    if (port != null) {
      port.detach();
    }
  }

  /** Closes the ports that nobody receives from. */
  void closeUnused() {
    closeUnused(entry -> true);
  }

  /** The same only with those whose number one of the wanted ports has at another address. */
  void makeWayFor(Collection<InetSocketAddress> wanted) {
    closeUnused(
        entry -> {
          int number = entry.getValue().localAddress().getPort();
          return !wanted.contains(entry.getKey())
              && wanted.stream().anyMatch(other -> other.getPort() == number);
        });
  }

  private synchronized void closeUnused(Predicate<Map.Entry<InetSocketAddress, Port>> which) {
    Iterator<Map.Entry<InetSocketAddress, Port>> each = ports.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<InetSocketAddress, Port> entry = each.next();
      if (!entry.getValue().isUsed() && which.test(entry)) {
        entry.getValue().close();
        each.remove();
      }
    }
  }

  @Override
  public synchronized void close() {
    ports.values().forEach(Port::close);
    ports.clear();
    if (thread != null) {
      boolean unused =
          thread
              .shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS)
              .awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
      thread = null;
    }
  }

  private Port open(InetSocketAddress address) throws IOException {
    if (thread == null) {
      thread =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("udp", true), NioIoHandler.newFactory());
    }
    Port port = new Port();
    Bootstrap bootstrap = new Bootstrap();
    bootstrap.group(thread).channel(NioDatagramChannel.class).handler(port);
    bootstrap.option(ChannelOption.SO_RCVBUF, DATAGRAMS_WAITING_BYTES);
    bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_BYTES));
    port.channel = NetworkServer.bound(bootstrap.bind(address), address);
    return port;
  }

  private static final class Port extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Deque<Datagram> kept = new ArrayDeque<>();
    private long keptBytes;
    private long lost;
    private @Nullable Receiver receiver;
    private @Nullable Channel channel;

    @Override
    protected synchronized void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      Datagram datagram = new Datagram(packet);
      if (receiver != null) {
        datagram.handTo(receiver);
      } else if (keptBytes + datagram.bytes() <= KEPT_BYTES) {
        kept.add(datagram);
        keptBytes += datagram.bytes();
      } else {
        lost++;
      }
    }

    @Override
    public synchronized void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (receiver != null) {
        receiver.failed(cause);
      }
    }

    /** Returns false when there is a receiver. */
    synchronized boolean attach(Receiver next) {
      if (receiver != null) {
        return false;
      }
      for (Datagram datagram = kept.poll(); datagram != null; datagram = kept.poll()) {
        datagram.handTo(next);
      }
      if (lost > 0) {
        next.lost(lost);
      }
      keptBytes = 0;
      lost = 0;
      receiver = next;
      return true;
    }

    synchronized void detach() {
      receiver = null;
    }

    synchronized boolean isUsed() {
      return receiver != null;
    }

    InetSocketAddress localAddress() {
      if (channel == null) {
        throw new IllegalStateException("not open");
      }
      return (InetSocketAddress) channel.localAddress();
    }

    void close() {
      if (channel != null) {
        boolean unused = channel.close().awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
        NetworkServer.freed(channel);
      }
    }
  }
}
