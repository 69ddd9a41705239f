// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.github.otelmail.bridge.event.PipelineListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Log records of an OpenTelemetry Collector, over OTLP/gRPC and OTLP/HTTP with protobuf or JSON,
 * all on one port. A request is answered when what it held is safe: on disk with a spool, exported
 * and committed without one. While nothing can be taken, senders are told to try again.
 *
 * <p>Spans are taken on the same port, for what they tell of mails that applications sent. They are
 * not forwarded, and answered at once.
 */
public final class OtlpReceiver extends NetworkSource {
  /** The name of the one there is in a process. */
  public static final String NAME = "otlp";

  private static final int THREADS = 2;
  private static final AttributeKey<Long> LAST_REQUEST = AttributeKey.valueOf("otlp.last.request");

  /**
   * What to listen on.
   *
   * @param tls null to speak without TLS
   */
  public record Settings(
      InetSocketAddress address, @Nullable TlsSettings tls, NetworkLimits limits) {}

  private final Requests requests = new Requests();
  private final AtomicLong bodyBytes = new AtomicLong();
  private final SendSpanQueue sendSpans;
  private final NetworkServer server;
  private final InetSocketAddress address;

  /** Begins to listen; what is received and not read is kept in memory only. */
  public OtlpReceiver(
      Settings settings, SendSpanQueue sendSpans, Runnable onInput, PipelineListener listener)
      throws IOException {
    this(settings, sendSpans, null, onInput, listener);
  }

  /**
   * Begins to listen.
   *
   * @param sendSpans gets what the spans of applications tell of their mails
   * @param spooling where what is received is kept, null for in memory only
   * @param onInput called from another thread when there is a line where there was none
   * @throws IOException when the port cannot be had, or a file of {@link TlsSettings} not be used,
   *     or the directory of the spool not be made
   */
  public OtlpReceiver(
      Settings settings,
      SendSpanQueue sendSpans,
      @Nullable Spooling spooling,
      Runnable onInput,
      PipelineListener listener)
      throws IOException {
    super(
        NAME,
        settings.limits(),
        new LossCounts(),
        queue(NAME, settings.limits(), spooling, onInput, listener),
        listener);
    this.sendSpans = sendSpans;
    server = new NetworkServer(NAME, THREADS, limits(), losses());
    try {
      SslContext tls =
          settings.tls() == null
              ? null
              : ServerTls.context(
                  settings.tls(),
                  List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
      address = server.listen(settings.address(), channel -> connected(channel, tls)).address();
    } catch (IOException e) {
      close();
      throw e;
    }
    listening(address);
  }

  /** Where it listens, with the port that was free. */
  InetSocketAddress address() {
    return address;
  }

  @Override
  int connections() {
    return server.connections();
  }

  /** Senders are told to try again, so that those who wait for an answer can still get it. */
  @Override
  void stopListening() {
    requests.refuse();
  }

  @Override
  void closeConnections() {
    server.close();
  }

  /** Bytes of requests that are not whole yet. */
  long bodyBytes() {
    return bodyBytes.get();
  }

  private void connected(Channel channel, @Nullable SslContext tls) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new Watch());
    if (tls != null) {
      pipeline.addLast(tls.newHandler(channel.alloc()));
    }
    pipeline.addLast(new OtlpConnection(new Owner()));
  }

  /** Closes connections on which no request was dealt with for long, whatever they send. */
  private final class Watch extends ChannelInboundHandlerAdapter {
    private @Nullable Future<?> checks;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context.channel().attr(LAST_REQUEST).set(context.executor().ticker().nanoTime());
      long period = Math.max(1, limits().idle().toMillis() / 4);
      checks =
          context
              .executor()
              .scheduleAtFixedRate(() -> check(context), period, period, TimeUnit.MILLISECONDS);
    }

    private void check(ChannelHandlerContext context) {
      long last = context.channel().attr(LAST_REQUEST).get();
      if (context.executor().ticker().nanoTime() - last > limits().idle().toNanos()) {
        NetworkServer.close(context);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      Future<?> running = checks;
      if (running != null) {
        running.cancel(false);
      }
      // First those behind: a connection is gone when its lines are taken back.
      context.fireChannelInactive();
      server.released();
    }
  }

  /** Into the queue, until nothing is taken any more. */
  private final class Requests implements Reception {
    private boolean refused;

    @Override
    public synchronized boolean offer(ReceivedLines received) {
      return !refused && OtlpReceiver.this.reception().offer(received);
    }

    @Override
    public void whenRoom(Runnable tryAgain) {
      OtlpReceiver.this.reception().whenRoom(tryAgain);
    }

    /** Nothing is offered to the queue when this returns. */
    synchronized void refuse() {
      refused = true;
    }
  }

  private final class Owner implements OtlpOwner {
    @Override
    public Reception reception() {
      return requests;
    }

    @Override
    public SendSpanQueue sendSpans() {
      return sendSpans;
    }

    @Override
    public LossCounts losses() {
      return OtlpReceiver.this.losses();
    }

    @Override
    public NetworkLimits limits() {
      return OtlpReceiver.this.limits();
    }

    @Override
    public boolean reserve(long bytes) {
      if (bodyBytes.addAndGet(bytes) > limits().bodyBytes()) {
        bodyBytes.addAndGet(-bytes);
        return false;
      }
      return true;
    }

    @Override
    public void free(long bytes) {
      bodyBytes.addAndGet(-bytes);
    }

    @Override
    public void answered(Channel channel) {
      Channel connection = channel.parent() instanceof ServerChannel ? channel : channel.parent();
      connection.attr(LAST_REQUEST).set(connection.eventLoop().ticker().nanoTime());
    }

    @Override
    public void failed(Throwable cause) {
      if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
        losses().count("otlp TLS refused", "a sender speaks no TLS that is accepted here");
      } else if (!(cause instanceof IOException)) {
        losses().count("otlp connection failed", String.valueOf(cause));
      }
    }
  }
}
