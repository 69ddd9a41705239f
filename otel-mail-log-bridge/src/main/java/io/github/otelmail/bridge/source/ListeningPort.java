// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A TCP port, and the connections that came over it. For any thread but those that serve it. */
final class ListeningPort {
  private static final long END_SECONDS = 5;

  private final Channel listener;
  private final ChannelGroup connections;

  /**
   * What listens.
   *
   * @param connections is given each one that is accepted
   */
  ListeningPort(Channel listener, ChannelGroup connections) {
    this.listener = listener;
    this.connections = connections;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * Frees the port, and tells senders that they will not be read for long. What they have sent is
   * read until they close the connection in turn, so that those lose nothing who hear of it.
   *
   * @param atMost when connections are closed in any case
   * @return when all connections are closed
   */
  ChannelGroupFuture hangUp(Duration atMost) {
    closeListener();
    connections.forEach(ListeningPort::hangUp);
    Runnable end = this::closeConnections;
    Future<?> unused = listener.eventLoop().schedule(end, atMost.toMillis(), TimeUnit.MILLISECONDS);
    return connections.newCloseFuture();
  }

  private static void hangUp(Channel connection) {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    Future<?> told = tls == null ? connection.newSucceededFuture() : tls.closeOutbound();
    Future<?> unused = told.addListener(done -> endOutput((SocketChannel) connection));
  }

  private static void endOutput(SocketChannel connection) {
    ChannelFuture unused = connection.shutdownOutput();
  }

  private void closeConnections() {
    ChannelGroupFuture unused = connections.close();
  }

  private void closeListener() {
    boolean unused = listener.close().awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
    NetworkServer.freed(listener);
  }
}
