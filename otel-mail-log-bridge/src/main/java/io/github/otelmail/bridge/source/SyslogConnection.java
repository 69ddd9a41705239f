// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection, on their way to the reception. While that has no room, nothing is
 * read from the connection, which makes the sender wait; a connection that stays in the middle of a
 * message, or says nothing for long, is closed.
 */
final class SyslogConnection extends ChannelInboundHandlerAdapter {
  /** What all connections of an input have in common. */
  interface Owner {
    SyslogReception reception();

    LossCounts losses();

    NetworkLimits limits();

    /** The connection is gone, and nothing of it is left. */
    void released();
  }

  private final Owner owner;
  private final SyslogFrameDecoder decoder;
  private final String sender;
  private final List<byte[]> pending = new ArrayList<>();
  private boolean waitsForRoom;
  private boolean gone;
  private boolean released;
  private long lastReadNanos;
  private long receivedMicros;
  private long partialSinceNanos;
  private boolean partial;

  /**
   * So said the last check. This process may have stood still and the sender not: only the next
   * check, after what is there was read, closes the connection.
   */
  private boolean late;

  private @Nullable Future<?> checks;

  SyslogConnection(Owner owner, SyslogFrameDecoder decoder, String sender) {
    this.owner = owner;
    this.decoder = decoder;
    this.sender = sender;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    lastReadNanos = context.executor().ticker().nanoTime();
    long period = Math.max(1, owner.limits().partial().toMillis() / 4);
    checks =
        context
            .executor()
            .scheduleWithFixedDelay(() -> check(context), period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    pending.add((byte[]) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    long now = context.executor().ticker().nanoTime();
    lastReadNanos = now;
    receivedMicros = System.currentTimeMillis() * 1000;
    if (!partial || !pending.isEmpty()) {
      partialSinceNanos = now;
    }
    partial = decoder.isPartial();
    deliver(context);
  }

  private void deliver(ChannelHandlerContext context) {
    if (waitsForRoom) {
      return;
    }
    if (pending.isEmpty()
        || owner.reception().offer(List.copyOf(pending), sender, receivedMicros)) {
      if (!pending.isEmpty()) {
        // It may have waited for room, which is not the sender's fault.
        pending.clear();
        lastReadNanos = context.executor().ticker().nanoTime();
        partialSinceNanos = lastReadNanos;
      }
      context.channel().config().setAutoRead(true);
      release();
      return;
    }
    waitsForRoom = true;
    context.channel().config().setAutoRead(false);
    owner
        .reception()
        .whenRoom(() -> NetworkServer.later(context.executor(), () -> tryAgain(context)));
  }

  private void tryAgain(ChannelHandlerContext context) {
    waitsForRoom = false;
    deliver(context);
  }

  private void check(ChannelHandlerContext context) {
    if (waitsForRoom) {
      return;
    }
    long now = context.executor().ticker().nanoTime();
    boolean stalled = partial && now - partialSinceNanos > owner.limits().partial().toNanos();
    boolean wasLate = late;
    late = stalled || now - lastReadNanos > owner.limits().idle().toNanos();
    if (!late || !wasLate) {
      return;
    }
    if (stalled) {
      owner
          .losses()
          .count("syslog connection stalled", "a sender stayed in the middle of a message");
    }
    NetworkServer.close(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone = true;
    Future<?> running = checks;
    if (running != null) {
      running.cancel(false);
    }
    deliver(context);
  }

  private void release() {
    if (gone && !released) {
      released = true;
      owner.released();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
      owner.losses().count("syslog TLS refused", "a sender speaks no TLS that is accepted here");
    } else if (!(cause instanceof IOException)) {
      owner.losses().count("syslog connection failed", String.valueOf(cause));
    }
    NetworkServer.close(context);
  }
}
