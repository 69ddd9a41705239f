// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one HTTP/1.1 connection, one after the other, or the one of an HTTP/2 stream.
 * Collects the body within its limits, and answers when the records are safe, or cannot be taken.
 */
final class OtlpRequests extends SimpleChannelInboundHandler<HttpObject> {
  private static final String HTTP_LOGS = "/v1/logs";
  private static final String HTTP_TRACES = "/v1/traces";
  private static final String GRPC_LOGS =
      "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
  private static final String GRPC_TRACES =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final OtlpOwner owner;
  private final boolean http2;

  private boolean grpc;
  private OtlpFormat format = OtlpFormat.PROTOBUF;
  private boolean traces;
  private boolean keepAlive;
  private String encoding = "";
  private @Nullable ByteBuf body;
  private long reserved;

  /** From a request's first byte to its answer. */
  private boolean open;

  private boolean answered;
  private boolean complete;
  private @Nullable Future<?> deadline;
  private @Nullable ReceivedLines waiting;

  OtlpRequests(OtlpOwner owner, boolean http2) {
    this.owner = owner;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (http2) {
      begun(context);
    }
  }

  /** The first bytes of a request are here; its last must not take for ever. */
  void begun(ChannelHandlerContext context) {
    if (open) {
      return;
    }
    open = true;
    answered = false;
    complete = false;
    deadline =
        context
            .executor()
            .schedule(
                () -> stalled(context), owner.limits().partial().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stalled(ChannelHandlerContext context) {
    owner.losses().count("otlp request stalled", "a sender did not finish its request in time");
    NetworkServer.close(context);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message.decoderResult().isFailure()) {
      owner.losses().count("otlp request not understood", "a sender speaks no proper HTTP");
      NetworkServer.close(context);
      return;
    }
    if (message instanceof HttpRequest request) {
      if (complete) {
        // Several requests at once on HTTP/1.1 are for browsers; no exporter sends them.
        NetworkServer.close(context);
        return;
      }
      begun(context);
      head(context, request);
    }
    if (message instanceof HttpContent content) {
      if (!answered) {
        collect(context, content.content());
      }
      if (content instanceof LastHttpContent) {
        complete(context);
      }
    }
  }

  private void head(ChannelHandlerContext context, HttpRequest request) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    grpc = type.startsWith(OtlpResponses.GRPC);
    keepAlive = http2 || HttpUtil.isKeepAlive(request);
    encoding =
        request
            .headers()
            .get(grpc ? "grpc-encoding" : "content-encoding", "")
            .toLowerCase(Locale.ROOT);
    OtlpFormat named = grpc ? OtlpFormat.PROTOBUF : OtlpFormat.of(type);
    format = named == null ? OtlpFormat.PROTOBUF : named;
    OtlpAnswer refusal = refusal(request, named != null);
    if (refusal != null) {
      answer(context, refusal);
    } else if (HttpUtil.is100ContinueExpected(request)) {
      ChannelFuture unused =
          context.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private @Nullable OtlpAnswer refusal(HttpRequest request, boolean known) {
    traces = request.uri().equals(grpc ? GRPC_TRACES : HTTP_TRACES);
    if (!traces && !request.uri().equals(grpc ? GRPC_LOGS : HTTP_LOGS)) {
      return OtlpAnswer.notHere(
          404, "only logs and spans are taken here, at " + HTTP_LOGS + " and " + HTTP_TRACES);
    }
    if (!request.method().equals(HttpMethod.POST)) {
      return OtlpAnswer.notHere(405, "only POST is taken here");
    }
    if (!known) {
      return OtlpAnswer.notHere(
          415,
          "only "
              + OtlpFormat.PROTOBUF.mediaType()
              + " and "
              + OtlpFormat.JSON.mediaType()
              + " are taken here");
    }
    if (!OtlpBody.isKnown(encoding)) {
      return OtlpAnswer.notHere(415, "only gzip and zstd are taken here");
    }
    long length = HttpUtil.getContentLength(request, 0L);
    return length > owner.limits().requestBytes()
        ? OtlpAnswer.tooLarge(owner.limits().requestBytes())
        : null;
  }

  private void collect(ChannelHandlerContext context, ByteBuf part) {
    int count = part.readableBytes();
    if (reserved + count > owner.limits().requestBytes()) {
      owner.losses().count("otlp request too large", "a sender sends too much at once");
      answer(context, OtlpAnswer.tooLarge(owner.limits().requestBytes()));
    } else if (!owner.reserve(count)) {
      answer(context, OtlpAnswer.busy());
    } else {
      reserved += count;
      ByteBuf whole = body;
      if (whole == null) {
        whole = context.alloc().heapBuffer(count);
        body = whole;
      }
      whole.writeBytes(part);
    }
  }

  /** The request is whole: answers it, unless that was done before its end. */
  private void complete(ChannelHandlerContext context) {
    complete = true;
    cancelDeadline();
    if (answered) {
      ended(context);
      return;
    }
    byte[] bytes = body == null ? new byte[0] : ByteBufUtil.getBytes(body);
    release();
    try {
      int max = owner.limits().requestBytes();
      byte[] request =
          grpc
              ? OtlpBody.message(bytes, encoding, max)
              : OtlpBody.decompressed(bytes, encoding, max);
      if (traces) {
        OtlpSendSpans.of(format.traces(request)).forEach(owner.sendSpans()::add);
        answer(context, OtlpAnswer.spansTaken());
      } else {
        offer(context, OtlpLogLines.of(format.logs(request)));
      }
    } catch (OtlpBody.TooLargeException e) {
      owner.losses().count("otlp request too large", "a sender sends too much at once");
      answer(context, OtlpAnswer.tooLarge(owner.limits().requestBytes()));
    } catch (IOException e) {
      owner.losses().count("otlp request not understood", "a sender sends what is no OTLP");
      answer(context, OtlpAnswer.notUnderstood(String.valueOf(e.getMessage())));
    }
  }

  private void offer(ChannelHandlerContext context, OtlpLogLines records) {
    OtlpAnswer success = OtlpAnswer.success(records.rejected());
    if (records.lines().isEmpty()) {
      answer(context, success);
      return;
    }
    ReceivedLines received =
        new ReceivedLines(
            records.lines(),
            () -> NetworkServer.later(context.executor(), () -> answer(context, success)));
    waiting = received;
    if (!owner.reception().offer(received)) {
      answer(context, OtlpAnswer.busy());
      return;
    }
    deadline =
        context
            .executor()
            .schedule(
                () -> giveUp(context, received),
                owner.limits().answer().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Has the sender keep what is not in use yet; what is in use is answered when it is safe. */
  private void giveUp(ChannelHandlerContext context, ReceivedLines received) {
    if (received.withdraw()) {
      answer(context, OtlpAnswer.busy());
    }
  }

  private void answer(ChannelHandlerContext context, OtlpAnswer answer) {
    if (answered) {
      return;
    }
    answered = true;
    release();
    ChannelFuture unused =
        context
            .writeAndFlush(
                grpc
                    ? OtlpResponses.grpc(answer)
                    : OtlpResponses.http(answer, format, http2, keepAlive && complete))
            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (complete) {
      ended(context);
    } else {
      // The rest is read and forgotten: a sender that is cut off does not see the answer.
      keepAlive = false;
    }
  }

  private void ended(ChannelHandlerContext context) {
    cancelDeadline();
    open = false;
    complete = false;
    waiting = null;
    owner.answered(context.channel());
    if (!keepAlive) {
      NetworkServer.close(context);
    }
  }

  private void release() {
    owner.free(reserved);
    reserved = 0;
    ByteBuf whole = body;
    body = null;
    if (whole != null) {
      whole.release();
    }
  }

  private void cancelDeadline() {
    Future<?> running = deadline;
    if (running != null) {
      running.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancelDeadline();
    release();
    ReceivedLines received = waiting;
    if (received != null) {
      // Nobody is there to be told; the sender will send them again.
      boolean unused = received.withdraw();
    }
    answered = true;
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    owner.failed(cause);
    NetworkServer.close(context);
  }
}
