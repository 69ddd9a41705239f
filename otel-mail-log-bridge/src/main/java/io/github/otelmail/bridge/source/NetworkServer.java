// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** TCP ports, the threads that serve them, and how many connections there may be. */
final class NetworkServer implements Closeable {
  private static final int READ_BYTES = 16 * 1024;
  private static final long END_SECONDS = 5;

  private final String name;
  private final NetworkLimits limits;
  private final LossCounts losses;
  private final MultiThreadIoEventLoopGroup threads;
  private final ChannelGroup channels = noChannels();
  private final AtomicInteger connections = new AtomicInteger();

  NetworkServer(String name, int threads, NetworkLimits limits, LossCounts losses) {
    this.name = name;
    this.limits = limits;
    this.losses = losses;
    this.threads =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  /**
   * Listens for connections.
   *
   * @param onConnection sets up each one; whoever does has to call {@link #released} once
   * @throws IOException when the port cannot be had
   */
  ListeningPort listen(InetSocketAddress address, Consumer<Channel> onConnection)
      throws IOException {
    ChannelGroup ofPort = noChannels();
    ServerBootstrap bootstrap = new ServerBootstrap();
    bootstrap.group(threads).channel(NioServerSocketChannel.class);
    bootstrap.option(ChannelOption.SO_REUSEADDR, true);
    bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
    // One small read at a time: what is received and cannot be passed on has to be kept.
    bootstrap.childOption(
        ChannelOption.RECVBUF_ALLOCATOR,
        new AdaptiveRecvByteBufAllocator(1024, 4096, READ_BYTES).maxMessagesPerRead(1));
    bootstrap.childHandler(
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            if (connections.incrementAndGet() > limits.connections()) {
              released();
              losses.count(
                  name + " connection refused",
                  "more than " + limits.connections() + " connections at once");
              ChannelFuture unused = channel.close();
            } else {
              channels.add(channel);
              ofPort.add(channel);
              onConnection.accept(channel);
            }
          }
        });
    Channel listener = bound(bootstrap.bind(address), address);
    channels.add(listener);
    return new ListeningPort(listener, ofPort);
  }

  /** Ends what {@link #listen} began for one connection: it and what it sent are gone from here. */
  void released() {
    connections.decrementAndGet();
  }

  /** Connections that were accepted and not released yet. */
  int connections() {
    return connections.get();
  }

  /** Closes a connection or stream; what becomes of that is told to its handlers. */
  static void close(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }

  /** Runs the task on that thread, unless the server is closing and nobody cares any more. */
  static void later(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // Every connection is closed, so there is nobody to answer or to read on from.
      return;
    }
  }

  /**
   * The channel as soon as it is bound.
   *
   * @throws IOException when the port cannot be had
   */
  static Channel bound(ChannelFuture bound, InetSocketAddress address) throws IOException {
    Throwable cause = bound.awaitUninterruptibly().cause();
    if (cause != null) {
      throw new IOException("cannot listen on " + address + ": " + cause.getMessage(), cause);
    }
    return bound.channel();
  }

  /** Waits until somebody else may bind the port: the JDK lets go of it with a selector's turn. */
  static void freed(Channel closed) {
    if (!closed.eventLoop().isShuttingDown()) {
      boolean unused =
          closed
              .eventLoop()
              .schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
              .awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** To be given channels; once it was closed it closes them at once. */
  private static ChannelGroup noChannels() {
    return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  }

  @Override
  public void close() {
    // The threads may end without a look at what is still open.
    boolean unused = channels.close().awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
    unused =
        threads
            .shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
  }
}
