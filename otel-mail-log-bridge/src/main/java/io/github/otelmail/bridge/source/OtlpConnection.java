// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which protocol a new connection speaks, by its first bytes: HTTP/2 begins with a
 * preface (RFC 9113 section 3.4), and everything else is HTTP/1.1.
 */
final class OtlpConnection extends ByteToMessageDecoder {
  private static final int MAX_STREAMS = 32;

  /** As much may be on its way at once, of a stream and of a connection; as in grpc-java. */
  private static final int WINDOW_BYTES = 1024 * 1024;

  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_REQUEST_LINE_BYTES = 1024;

  private final OtlpOwner owner;
  private @Nullable Future<?> deadline;

  OtlpConnection(OtlpOwner owner) {
    this.owner = owner;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> stalled(context), owner.limits().partial().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stalled(ChannelHandlerContext context) {
    owner.losses().count("otlp request stalled", "a sender did not begin a request in time");
    NetworkServer.close(context);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    int length = Math.min(in.readableBytes(), preface.readableBytes());
    boolean matches =
        in.slice(in.readerIndex(), length).equals(preface.slice(preface.readerIndex(), length));
    if (matches && length < preface.readableBytes()) {
      return;
    }
    ChannelPipeline pipeline = context.pipeline();
    if (matches) {
      pipeline.addLast(
          Http2FrameCodecBuilder.forServer()
              .initialSettings(
                  Http2Settings.defaultSettings()
                      .maxConcurrentStreams(MAX_STREAMS)
                      .initialWindowSize(WINDOW_BYTES)
                      .maxHeaderListSize(MAX_HEADER_BYTES))
              .build(),
          new Http2MultiplexHandler(new Streams()),
          new WholeConnection());
    } else {
      OtlpRequests requests = new OtlpRequests(owner, false);
      pipeline.addLast(
          new FirstBytes(requests),
          new HttpServerCodec(MAX_REQUEST_LINE_BYTES, MAX_HEADER_BYTES, MAX_HEADER_BYTES),
          requests);
    }
    pipeline.remove(this);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    Future<?> running = deadline;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** TLS that failed before anything was said. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    owner.failed(cause);
    NetworkServer.close(context);
  }

  private final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(new Http2StreamFrameToHttpObjectCodec(true), new OtlpRequests(owner, true));
    }
  }

  /** Starts the clock of a request of HTTP/1.1 with the first byte of its head. */
  private static final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final OtlpRequests requests;

    FirstBytes(OtlpRequests requests) {
      this.requests = requests;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      requests.begun(context);
      context.fireChannelRead(message);
    }
  }

  /** What is not of one stream: the window all of them share, and trouble. */
  private final class WholeConnection extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      ChannelFuture unused =
          context.writeAndFlush(
              new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      owner.failed(cause);
      NetworkServer.close(context);
    }
  }
}
